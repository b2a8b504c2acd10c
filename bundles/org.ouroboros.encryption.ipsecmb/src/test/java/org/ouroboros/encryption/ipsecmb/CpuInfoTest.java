// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.encryption.ipsecmb;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What Linux lets programs use is what it says of all processors. */
class CpuInfoTest {
    @Test
    void flagsAreReadByTheirWholeNames() {
        assertEquals(
                Optional.of(EnumSet.of(Feature.AES, Feature.AVX512F, Feature.SHA_NI)),
                CpuInfo.allowed(List.of(
                        "processor\t: 0",
                        "model name\t: has avx2",
                        "flags\t\t: fpu aes avx512f  sha_ni avx512_bf16 vmx ",
                        "vmx flags\t: vaes",
                        "bugs\t\t: gfni",
                        "")));
    }

    @Test
    void onlyWhatEveryProcessorHasIsAllowed() {
        assertEquals(
                Optional.of(EnumSet.of(Feature.AES)),
                CpuInfo.allowed(List.of("flags\t\t: aes avx2", "", "processor\t: 1", "flags\t\t: avx aes")));
    }

    @Test
    void aFileWithoutFlagsTellsNothing() {
        assertEquals(Optional.empty(), CpuInfo.allowed(List.of()));
        assertEquals(Optional.empty(), CpuInfo.allowed(List.of("flags", "Features\t: aes")));
        assertEquals(Optional.of(Set.of()), CpuInfo.allowed(List.of("flags\t\t:")));
    }

    @Test
    void whatTheLibrarySaysOfAProcessorIsReadByItsBits() {
        assertEquals(Set.of(), Feature.ofProcessor(1L << 3 | 1L << 4 | 1L << 14 | 1L << 15 | 1L << 19));
        assertEquals(
                EnumSet.of(Feature.AES, Feature.PCLMULQDQ, Feature.AVX, Feature.AVX2, Feature.BMI2),
                Feature.ofProcessor(1L << 1 | 1L << 2 | 1L << 5 | 1L << 6 | 1L << 18));
        assertEquals(EnumSet.range(Feature.AVX512F, Feature.AVX512VL), Feature.ofProcessor(0x1FL << 7));
        assertEquals(
                EnumSet.of(Feature.SHA_NI, Feature.VAES, Feature.VPCLMULQDQ, Feature.GFNI, Feature.AVX512IFMA),
                Feature.ofProcessor(1L | 1L << 12 | 1L << 13 | 1L << 16 | 1L << 17));
    }
}
