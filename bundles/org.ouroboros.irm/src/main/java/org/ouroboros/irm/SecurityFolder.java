// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.irm;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.ouroboros.endpoint.oap.Trust;
import org.ouroboros.policy.authentication.TrustFiles;
import org.ouroboros.policy.authentication.TrustFiles.TrustFile;

/**
 * The security folder of a system (end-to-end specification, section 4.9):
 *
 * <pre>
 *   cacert/*             certificates of authorities that are trusted, PEM
 *   untrusted/*          certificates that may stand between those and a peer's, PEM
 *   crl/*                lists of revoked certificates, PEM or DER
 *   server/NAME/         how this system serves NAME: crt.pem, key.pem, enc.conf, kex.key.pem or kex.key.raw
 *   client/NAME/         how this system allocates flows to NAME: crt.pem, key.pem, enc.conf, kex.srv.pub.pem or kex.srv.pub.raw
 * </pre>
 *
 * <p>Nothing has to be there. What is, is read for each allocation, off the loop; what the system trusts is read when it changed.
 */
final class SecurityFolder {
    private static final int MOST_FILES = 10_000; // of each kind of trust
    private static final long LARGEST_FILE = 16 << 20;

    /** A file of the trust, as the folder tells of it. */
    private record Stamp(Path file, long size, FileTime modified) {}

    /** What was trusted when the files were so. */
    private record Known(List<Stamp> stamps, Trust trust) {}

    private final @Nullable Path root;
    private volatile @Nullable Known known; // several threads may read it at once, which does no harm

    SecurityFolder(@Nullable Path root) {
        this.root = root;
    }

    /** {@return whether the system has a place for such a folder} */
    boolean isNamed() {
        return root != null;
    }

    /** {@return whether there is such a folder} Only for who may wait for a disk. */
    boolean isThere() {
        return root != null && Files.isDirectory(root);
    }

    /** {@return the folder of a name; empty if the name cannot be that of a folder} */
    Optional<Path> ofName(Side side, String name) {
        if (root == null) {
            return Optional.empty();
        }
        try {
            Path parent = root.resolve(side.folder());
            Path folder = parent.resolve(name).normalize();
            return parent.normalize().equals(folder.getParent()) && !name.contains("/")
                    ? Optional.of(folder)
                    : Optional.empty();
        } catch (InvalidPathException noFolder) {
            return Optional.empty();
        }
    }

    /** {@return whom this system believes} */
    Trust trust() throws IOException {
        if (root == null) {
            return Trust.NOBODY;
        }
        List<Stamp> authorities = stamps(root.resolve("cacert"));
        List<Stamp> intermediates = stamps(root.resolve("untrusted"));
        List<Stamp> revocations = stamps(root.resolve("crl"));
        List<Stamp> all = Stream.of(authorities, intermediates, revocations)
                .flatMap(List::stream)
                .toList();
        Known before = known;
        if (before != null && before.stamps().equals(all)) {
            return before.trust();
        }
        Trust trust = new Trust(new TrustFiles(contents(authorities), contents(intermediates), contents(revocations)));
        known = new Known(all, trust);
        return trust;
    }

    /** {@return a file's content; empty if there is no such file} */
    static Optional<byte[]> content(Path file) throws IOException {
        try {
            if (Files.size(file) > LARGEST_FILE) {
                throw new IOException(file + " is larger than " + LARGEST_FILE + " bytes");
            }
            return Optional.of(Files.readAllBytes(file));
        } catch (NoSuchFileException absent) {
            return Optional.empty();
        }
    }

    private static List<Stamp> stamps(Path folder) throws IOException {
        List<Stamp> stamps = new ArrayList<>();
        if (Files.isDirectory(folder)) {
            try (Stream<Path> files = Files.list(folder)) {
                for (Path file : files.sorted().limit(MOST_FILES).toList()) {
                    if (Files.isRegularFile(file)) {
                        stamps.add(new Stamp(file, Files.size(file), Files.getLastModifiedTime(file)));
                    }
                }
            }
        }
        return stamps;
    }

    private static List<TrustFile> contents(List<Stamp> stamps) throws IOException {
        List<TrustFile> files = new ArrayList<>();
        for (Stamp stamp : stamps) {
            Optional<byte[]> content = content(stamp.file());
            if (content.isPresent()) {
                files.add(new TrustFile(stamp.file().toString(), content.get()));
            }
        }
        return files;
    }

    /** The two sides of a flow, and what their files are called. */
    enum Side {
        /** This system serves the name. */
        SERVER("server", "kex.key"),
        /** This system allocates flows to the name. */
        CLIENT("client", "kex.srv.pub");

        private final String folder;
        private final String staticKey;

        Side(String folder, String staticKey) {
            this.folder = folder;
            this.staticKey = staticKey;
        }

        String folder() {
            return folder;
        }

        /** {@return name of the file of the key that a client encapsulates to, without its ending} */
        String staticKey() {
            return staticKey;
        }
    }
}
