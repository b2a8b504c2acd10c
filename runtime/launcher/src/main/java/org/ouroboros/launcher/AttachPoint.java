// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.launcher;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Where the shells of a data directory find its system. */
final class AttachPoint {
    /** What an address holds, on Linux; other systems have less by a few. */
    private static final int MAX_ADDRESS = 103;

    private static final String FOLDER = "run";
    private static final String FILE = "shell";
    private static final int DIGEST_LENGTH = 16;

    private AttachPoint() {}

    /**
     * The socket: in the data directory, or, where that makes it too long for an address, in a folder of the temporary
     * directory that is named after the data directory.
     *
     * @param data an existing folder
     * @param temporary the temporary directory
     */
    static Path socket(Path data, Path temporary) {
        Path real = real(data);
        Path inside = real.resolve(FOLDER).resolve(FILE);
        return fits(inside)
                ? inside
                : temporary.resolve("ouroboros-" + digest(real)).resolve(FILE);
    }

    /** The address of a socket. {@return it} */
    static UnixDomainSocketAddress address(Path socket) {
        if (!fits(socket)) {
            throw LaunchFailed.because("socket " + socket + " is longer than " + MAX_ADDRESS
                    + " bytes; --data DIR or -Djava.io.tmpdir names a shorter folder");
        }
        return UnixDomainSocketAddress.of(socket);
    }

    private static boolean fits(Path socket) {
        return socket.toString().getBytes(StandardCharsets.UTF_8).length <= MAX_ADDRESS;
    }

    private static Path real(Path data) {
        try {
            return data.toRealPath();
        } catch (IOException e) {
            return data.toAbsolutePath().normalize();
        }
    }

    private static String digest(Path data) {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256").digest(data.toString().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest).substring(0, DIGEST_LENGTH);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** Whether the socket lies in a folder of whoever has the data directory; a folder that others made is a trap. */
    static boolean isTrusted(Path socket, Path data) throws IOException {
        return Files.getOwner(socket.resolveSibling(".")).equals(Files.getOwner(data));
    }
}
