// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.irm;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * A file that is written beside the one that it replaces, and takes its place at once: whenever the process is killed,
 * there is the old or the new one. Any thread but a loop's.
 */
final class WholeFile {
    private static final String UNFINISHED = ".new";

    private WholeFile() {}

    /** Writes a text in place of what the file contained; returns when it is on the disk. */
    static void replace(Path file, String text) throws IOException {
        Path unfinished = Path.of(file + UNFINISHED);
        try (FileChannel out = FileChannel.open(
                unfinished,
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE,
                StandardOpenOption.TRUNCATE_EXISTING)) {
            ByteBuffer bytes = StandardCharsets.UTF_8.encode(text);
            while (bytes.hasRemaining()) {
                out.write(bytes);
            }
            out.force(true);
        }
        Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** {@return whether the file was being written when the process was killed} */
    static boolean isUnfinished(Path file) {
        return file.toString().endsWith(UNFINISHED);
    }
}
