// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.encryption.ipsecmb;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/** Extensions of the instructions of a processor that functions of the library use, called as Linux calls them. */
enum Feature {
    SHA_NI(0),
    AES(1),
    PCLMULQDQ(2),
    AVX(5),
    AVX2(6),
    AVX512F(7),
    AVX512DQ(8),
    AVX512CD(9),
    AVX512BW(10),
    AVX512VL(11),
    VAES(12),
    VPCLMULQDQ(13),
    GFNI(16),
    AVX512IFMA(17),
    BMI2(18);

    private final int bit;

    /**
     * Defines one.
     *
     * @param bit of what the library says of a processor ({@code IMB_FEATURE_..} of its header)
     */
    Feature(int bit) {
        this.bit = bit;
    }

    /** {@return those of a processor, by what the library says of it} */
    static Set<Feature> ofProcessor(long bits) {
        Set<Feature> features = EnumSet.noneOf(Feature.class);
        for (Feature each : values()) {
            if ((bits >>> each.bit & 1) != 0) {
                features.add(each);
            }
        }
        return Collections.unmodifiableSet(features);
    }

    /** {@return how it is called in {@code /proc/cpuinfo}} */
    String flag() {
        return name().toLowerCase(Locale.ROOT);
    }
}
