// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.configurations;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.felix.fileinstall.ArtifactInstaller;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.ouroboros.testing.LogCapture;

/** What cannot be read as text costs itself and one line, whatever it is. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class DeclaredFilesTest {
    @TempDir
    Path folder;

    private final LogCapture log = new LogCapture(DeclaredFiles.class);
    private final List<String> passed = new ArrayList<>();
    private final DeclaredFiles files = new DeclaredFiles(() -> Optional.of(new Reader()));

    private final class Reader implements ArtifactInstaller {
        @Override
        public boolean canHandle(File file) {
            return file.getName().endsWith(".cfg");
        }

        @Override
        public void install(File file) {
            passed.add("install " + file.getName());
        }

        @Override
        public void update(File file) {
            passed.add("update " + file.getName());
        }

        @Override
        public void uninstall(File file) {
            passed.add("uninstall " + file.getName());
        }
    }

    @AfterEach
    void releaseLog() {
        log.close();
    }

    private void assertLeftOut(Path file, String why) throws Exception {
        assertTrue(files.canHandle(file.toFile()));
        files.install(file.toFile());
        files.update(file.toFile());
        assertEquals(List.of(), passed);
        String line = "WARNING configuration " + file.getFileName() + " is left out: " + why;
        assertEquals(List.of(line, line), log.lines());
    }

    @Test
    void pipeIsNeverOpened() throws Exception {
        Path pipe = folder.resolve("pipe.cfg");
        assertEquals(0, new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor());
        assertLeftOut(pipe, "it is not a regular file; use one");
    }

    @Test
    void socketIsLeftOut() throws Exception {
        Path socket = folder.resolve("socket.cfg");
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(socket));
            assertLeftOut(socket, "it is not a regular file; use one");
        }
    }

    @Test
    void bytesThatAreNoTextAreLeftOut() throws Exception {
        Path file = Files.write(folder.resolve("bytes.cfg"), new byte[] {'n', '=', (byte) 0xff});
        assertLeftOut(file, "it is not UTF-8; save it in that encoding");
    }

    @Test
    void fileThatIsTooLongIsLeftOut() throws Exception {
        Path file = Files.write(folder.resolve("long.cfg"), new byte[(1 << 20) + 1]);
        assertLeftOut(file, "it has 1048577 bytes; use 1048576 at most");
    }

    @Test
    void fileThatIsMendedPassesAndSoDoesItsEnd() throws Exception {
        Path path = Files.write(folder.resolve("mended.cfg"), new byte[] {(byte) 0xff});
        File file = path.toFile();
        files.install(file);
        Files.writeString(path, "name=\u00e4");
        files.update(file);
        Files.delete(path);
        files.uninstall(file);
        assertEquals(List.of("update mended.cfg", "uninstall mended.cfg"), passed);
        assertEquals(1, log.lines().size());
    }

    @Test
    void fileWaitsForItsReader() {
        assertFalse(new DeclaredFiles(Optional::empty).canHandle(new File("a.cfg")));
    }

    @Test
    void foldersAreNamedAndOthersAreNot() throws IOException {
        Files.createDirectory(folder.resolve("folder.cfg"));
        Files.createDirectory(folder.resolve("notes"));
        Files.writeString(folder.resolve("good.cfg"), "");
        DeclaredFiles.warnOfNoFiles(folder);
        DeclaredFiles.warnOfNoFiles(folder.resolve("missing"));
        assertEquals(List.of("WARNING configuration folder.cfg is left out: it is a folder; use files"), log.lines());
    }
}
