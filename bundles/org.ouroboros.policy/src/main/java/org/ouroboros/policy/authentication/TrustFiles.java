// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.policy.authentication;

import java.util.List;

/**
 * What a system believes in, as its files have it.
 *
 * @param authorities certificates that are trusted by themselves
 * @param intermediates certificates that may stand between those and the certificate of a peer
 * @param revocations lists of certificates that are trusted no more
 */
public record TrustFiles(List<TrustFile> authorities, List<TrustFile> intermediates, List<TrustFile> revocations) {
    /** Nothing: no certificate is believed. */
    public static final TrustFiles NONE = new TrustFiles(List.of(), List.of(), List.of());

    /** Copies the lists. */
    public TrustFiles {
        authorities = List.copyOf(authorities);
        intermediates = List.copyOf(intermediates);
        revocations = List.copyOf(revocations);
    }

    /**
     * A file.
     *
     * @param name its name, for people
     * @param content what is in it; never changed
     */
    @SuppressWarnings("ArrayRecordComponent") // content of a file, never compared as a whole
    public record TrustFile(String name, byte[] content) {}
}
