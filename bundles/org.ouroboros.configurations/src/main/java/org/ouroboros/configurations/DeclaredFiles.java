// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.configurations;

import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.felix.fileinstall.ArtifactInstaller;

/**
 * The door that files of the {@code conf} folder pass: what cannot be read as text is logged in one line, and whoever makes
 * configurations of files never opens it. A pipe that is opened would hold up all other files.
 *
 * <p>It takes every file, good or bad, since a file may become the other. What a file set while it was good holds on.
 */
final class DeclaredFiles implements ArtifactInstaller {
    private static final System.Logger LOG = System.getLogger(DeclaredFiles.class.getName());
    private static final String PATTERN = "*.{cfg,config}";
    private static final int LONGEST = 1 << 20;
    private static final char REPLACEMENT = '\ufffd';

    private final Supplier<Optional<ArtifactInstaller>> reader;

    /**
     * A door.
     *
     * @param reader makes configurations of files; it may not be there yet
     */
    DeclaredFiles(Supplier<Optional<ArtifactInstaller>> reader) {
        this.reader = reader;
    }

    /** Logs what is in a folder and never becomes a file that somebody brings here: folders, and names that are no text. */
    static void warnOfNoFiles(Path folder) {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder, PATTERN)) {
            for (Path entry : entries) {
                if (entry.toString().indexOf(REPLACEMENT) >= 0) {
                    warn(entry, "its name is not UTF-8; rename it");
                } else if (Files.isDirectory(entry)) {
                    warn(entry, "it is a folder; use files");
                }
            }
        } catch (NoSuchFileException none) {
            LOG.log(System.Logger.Level.DEBUG, "{0} is not there", folder);
        } catch (IOException | DirectoryIteratorException unreadable) {
            LOG.log(System.Logger.Level.WARNING, "folder {0} cannot be read: {1}", folder, unreadable.getMessage());
        }
    }

    @Override
    public boolean canHandle(File file) {
        return reader.get().filter(present -> present.canHandle(file)).isPresent();
    }

    @Override
    public void install(File file) throws Exception {
        if (isText(file)) {
            present().install(file);
        }
    }

    @Override
    public void update(File file) throws Exception {
        if (isText(file)) {
            present().update(file);
        }
    }

    @Override
    public void uninstall(File file) throws Exception {
        present().uninstall(file);
    }

    private ArtifactInstaller present() {
        return reader.get().orElseThrow(() -> new IllegalStateException("the Configuration Admin service is gone"));
    }

    private static boolean isText(File file) {
        Path path = file.toPath();
        Optional<String> complaint = complaint(path);
        complaint.ifPresent(text -> warn(path, text));
        return complaint.isEmpty();
    }

    private static Optional<String> complaint(Path file) {
        if (!Files.isRegularFile(file)) {
            return Optional.of("it is not a regular file; use one");
        }
        try {
            long length = Files.size(file);
            if (length > LONGEST) {
                return Optional.of("it has " + length + " bytes; use " + LONGEST + " at most");
            }
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(Files.readAllBytes(file)));
            return Optional.empty();
        } catch (CharacterCodingException noText) {
            return Optional.of("it is not UTF-8; save it in that encoding");
        } catch (IOException unreadable) {
            return Optional.of("it cannot be read by the user of this system ("
                    + unreadable.getClass().getSimpleName() + "); change its owner or mode");
        }
    }

    private static void warn(Path file, String complaint) {
        LOG.log(
                System.Logger.Level.WARNING,
                "configuration {0} is left out: {1}",
                String.valueOf(file.getFileName()).replaceAll("\\p{Cntrl}", "?"),
                complaint);
    }
}
