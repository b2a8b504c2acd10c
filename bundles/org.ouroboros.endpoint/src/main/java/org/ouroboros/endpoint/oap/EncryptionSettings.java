// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.endpoint.oap;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * How flows of a name are encrypted, as one side wants it (end-to-end specification, section 4.9).
 *
 * @param keyExchange name of the key exchange; a server takes any that is as strong
 * @param cipher name of the cipher; the stronger one of the two sides is used
 * @param kdf what derives the session key; the stronger one of the two sides is used
 * @param digest what hashes requests and is signed; empty for the defaults of the protocol
 * @param clientEncapsulates whether the client encapsulates to a key of the server that it has
 */
public record EncryptionSettings(
        String keyExchange, String cipher, Digest kdf, Optional<Digest> digest, boolean clientEncapsulates) {
    /** What an empty file says. */
    public static final EncryptionSettings DEFAULTS =
            new EncryptionSettings("prime256v1", "aes-256-gcm", Digest.SHA_256, Optional.of(Digest.SHA_256), false);

    /**
     * What a file {@code enc.conf} says.
     *
     * @param encryption how flows are encrypted; empty for not at all
     * @param peerMustAuthenticate whether a peer without a certificate is refused
     */
    public record File(Optional<EncryptionSettings> encryption, boolean peerMustAuthenticate) {
        /** What the absence of a file says. */
        public static final File ABSENT = new File(Optional.empty(), false);
    }

    private static final int LONGEST_LINE = 255;
    private static final String NONE = "none";

    /**
     * Reads a file {@code enc.conf}. The key {@code authenticate} is one of ours, which the prototype skips.
     *
     * @param name name of the file, for people
     * @param text its text
     * @return what it says
     * @throws IllegalArgumentException if a key has a value that it cannot have
     */
    public static File read(String name, String text) {
        Map<String, String> values = new HashMap<>();
        boolean encrypted = true;
        for (String line : text.lines().toList()) {
            if (line.length() > LONGEST_LINE) {
                throw new IllegalArgumentException(
                        name + ": a line of " + line.length() + " characters, more than " + LONGEST_LINE);
            }
            int equals = line.indexOf('=');
            if (line.startsWith("#")) {
                continue;
            }
            if (line.strip().equals(NONE)) {
                encrypted = false;
            } else if (equals >= 0) {
                values.put(
                        line.substring(0, equals).strip(),
                        line.substring(equals + 1).strip());
            }
        }
        return new File(
                encrypted ? Optional.of(settings(name, values)) : Optional.empty(),
                either(name, values, "authenticate", "optional", "required"));
    }

    private static EncryptionSettings settings(String name, Map<String, String> values) {
        String digest = values.getOrDefault("digest", Digest.SHA_256.label());
        return new EncryptionSettings(
                filled(name, "kex", values.getOrDefault("kex", DEFAULTS.keyExchange())),
                filled(name, "cipher", values.getOrDefault("cipher", DEFAULTS.cipher())),
                hash(name, "kdf", values.getOrDefault("kdf", DEFAULTS.kdf().label())),
                digest.equals(NONE) ? Optional.empty() : Optional.of(hash(name, "digest", digest)),
                either(name, values, "kem_mode", "server", "client"));
    }

    private static String filled(String name, String key, String value) {
        if (value.isEmpty()) {
            throw new IllegalArgumentException(name + ": " + key + " has no value");
        }
        return value;
    }

    private static Digest hash(String name, String key, String value) {
        return Digest.ofLabel(value)
                .orElseThrow(() -> new IllegalArgumentException(name + ": " + key + " is '" + value + "'; it is one of "
                        + Arrays.stream(Digest.values()).map(Digest::label).collect(Collectors.joining(", "))));
    }

    /** {@return whether a key has the second of its two values} */
    private static boolean either(String name, Map<String, String> values, String key, String first, String second) {
        String value = values.getOrDefault(key, first);
        if (!value.equals(first) && !value.equals(second)) {
            throw new IllegalArgumentException(
                    name + ": " + key + " is '" + value + "'; it is " + first + " or " + second);
        }
        return value.equals(second);
    }
}
