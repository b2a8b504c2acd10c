// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AttachPointTest {
    private static final Path TEMPORARY = Path.of("/tmp");

    @TempDir
    Path folder;

    @Test
    void theSocketLiesInTheDataDirectory() throws IOException {
        Path data = folder.toRealPath();
        assertEquals(data.resolve("run/shell"), AttachPoint.socket(data, TEMPORARY));
    }

    @Test
    void aPathThatIsTooLongForAnAddressIsReplacedByAShortOne() throws IOException {
        Path first = Files.createDirectories(folder.resolve("a".repeat(100)));
        Path second = Files.createDirectories(folder.resolve("b".repeat(100)));
        Path socket = AttachPoint.socket(first, TEMPORARY);
        assertTrue(socket.startsWith(TEMPORARY), socket::toString);
        AttachPoint.address(socket);
        assertEquals(socket, AttachPoint.socket(first, TEMPORARY));
        assertNotEquals(socket, AttachPoint.socket(second, TEMPORARY));
    }

    @Test
    void aPathThatCannotBeAnAddressIsNamed() {
        Path socket = folder.resolve("c".repeat(120));
        LaunchFailed failed = assertThrows(LaunchFailed.class, () -> AttachPoint.address(socket));
        assertTrue(LaunchFailed.rootCause(failed).startsWith("socket " + socket + " is longer than 103 bytes"));
    }

    @Test
    void whereNobodyRunsTheCommandThatStartsASystemIsNamed() {
        LaunchFailed failed = assertThrows(LaunchFailed.class, () -> Attachment.open(folder));
        assertEquals(
                "no system runs at " + folder + "; ./ouroboros run --data " + folder + " starts one",
                failed.getMessage());
    }
}
