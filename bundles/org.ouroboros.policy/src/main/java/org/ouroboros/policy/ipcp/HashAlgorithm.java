// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.policy.ipcp;

import java.util.Arrays;
import java.util.stream.Collectors;

/** How a layer hashes names (network specification, section 1.2). */
public enum HashAlgorithm {
    /** SHA3-224, 28 bytes. */
    SHA3_224("SHA3-224", 28),
    /** SHA3-256, 32 bytes. */
    SHA3_256("SHA3-256", 32),
    /** SHA3-384, 48 bytes. */
    SHA3_384("SHA3-384", 48),
    /** SHA3-512, 64 bytes. */
    SHA3_512("SHA3-512", 64),
    /** MD5, 16 bytes; used by layers over UDP. */
    MD5("MD5", 16);

    private final String jdkName;
    private final int bytes;

    HashAlgorithm(String jdkName, int bytes) {
        this.jdkName = jdkName;
        this.bytes = bytes;
    }

    /** {@return length of a hash in bytes} */
    public int bytes() {
        return bytes;
    }

    /** {@return name of the algorithm as the JDK knows it} */
    public String jdkName() {
        return jdkName;
    }

    /**
     * Reads the value of the layer option {@code hash}.
     *
     * @param value SHA3_224, SHA3_256, SHA3_384 or SHA3_512
     * @return the algorithm
     * @throws LayerRefused for any other value
     */
    public static HashAlgorithm selectable(String value) {
        return Arrays.stream(values())
                .filter(algorithm -> algorithm != MD5 && algorithm.name().equals(value))
                .findFirst()
                .orElseThrow(() -> new LayerRefused("hash '" + value + "' is not one of "
                        + Arrays.stream(values())
                                .filter(algorithm -> algorithm != MD5)
                                .map(Enum::name)
                                .collect(Collectors.joining(", "))));
    }
}
