// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.encryption.ipsecmb;

/** Instructions that the library has AES-GCM for, the fastest first, with what it says of a processor that has them. */
enum Instructions {
    VAES_AVX512("vaes_avx512", Flag.AES | Flag.AVX2 | Flag.AVX512 | Flag.WIDE_AES),
    AVX512("avx512", Flag.AES | Flag.AVX2 | Flag.AVX512),
    AVX2("avx_gen4", Flag.AES | Flag.AVX2);

    private final String suffix;
    private final long flags;

    Instructions(String suffix, long flags) {
        this.suffix = suffix;
        this.flags = flags;
    }

    /** Bits of what the library says of a processor ({@code IMB_FEATURE_..} of its header). */
    private static final class Flag {
        static final long AES = 1L << 1 | 1L << 2; // AES-NI, PCLMULQDQ
        static final long AVX2 = 1L << 6 | 1L << 18; // with BMI2
        static final long AVX512 = 0x1FL << 7; // F, DQ, CD, BW, VL
        static final long WIDE_AES =
                1L << 0 | 1L << 12 | 1L << 13 | 1L << 16 | 1L << 17; // SHA-NI, VAES, VPCLMULQDQ, GFNI, IFMA

        private Flag() {}
    }

    /**
     * {@return the fastest of a processor}
     *
     * @param features what the library says of it
     * @throws UnsupportedOperationException if it has none of these
     */
    static Instructions of(long features) {
        for (Instructions each : values()) {
            if ((features & each.flags) == each.flags) {
                return each;
            }
        }
        throw new UnsupportedOperationException("this processor has neither AVX2 nor AVX-512");
    }

    /** {@return how the names of their functions end} */
    String suffix() {
        return suffix;
    }
}
