// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.encryption.ipsecmb;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Functions are those for the instructions that a processor has, and that its operating system lets programs use. */
class InstructionsTest {
    private static final Set<Feature> EVERYTHING = EnumSet.allOf(Feature.class);
    private static final Set<Feature> AVX2 =
            EnumSet.of(Feature.AES, Feature.PCLMULQDQ, Feature.AVX, Feature.AVX2, Feature.BMI2);
    private static final Set<Feature> AVX512 = EnumSet.copyOf(AVX2);

    static {
        AVX512.addAll(List.of(Feature.AVX512F, Feature.AVX512DQ, Feature.AVX512CD, Feature.AVX512BW, Feature.AVX512VL));
    }

    @Test
    void theFastestIsTaken() {
        assertTaken(Instructions.VAES_AVX512, EVERYTHING, EVERYTHING);
        assertTaken(Instructions.AVX512, AVX512, EVERYTHING);
        assertTaken(Instructions.AVX512, EVERYTHING, AVX512);
        assertTaken(Instructions.AVX2, AVX2, EVERYTHING);
        assertTaken(Instructions.AVX2, EVERYTHING, AVX2);
        assertTaken(Instructions.AVX2, AVX512, AVX2);
    }

    @ParameterizedTest
    @EnumSource(Feature.class)
    void noneIsTakenOfWhichTheProcessorOrTheSystemIsWithoutAnInstruction(Feature missing) {
        Set<Feature> others = EnumSet.complementOf(EnumSet.of(missing));
        Optional<Instructions> expected = AVX2.contains(missing)
                ? Optional.empty()
                : Optional.of(AVX512.contains(missing) ? Instructions.AVX2 : Instructions.AVX512);
        assertEquals(expected, Instructions.choose(others, EVERYTHING).taken());
        assertEquals(expected, Instructions.choose(EVERYTHING, others).taken());
    }

    @Test
    void aSystemThatAllowsNothingHasNone() {
        assertEquals(Optional.empty(), Instructions.choose(EVERYTHING, Set.of()).taken());
        assertEquals(Optional.empty(), Instructions.choose(Set.of(), EVERYTHING).taken());
    }

    @Test
    void whoIsWithoutWhatIsSaidForEachThatIsFaster() {
        assertEquals(
                List.of(
                        "not VAES_AVX512, as the processor does not have sha_ni vaes vpclmulqdq gfni avx512ifma",
                        "not AVX512, as the operating system does not allow avx512f avx512dq avx512cd avx512bw"
                                + " avx512vl"),
                Instructions.choose(AVX512, AVX2).passedOver());
        assertEquals(List.of(), Instructions.choose(EVERYTHING, EVERYTHING).passedOver());
    }

    private static void assertTaken(Instructions expected, Set<Feature> processor, Set<Feature> system) {
        assertEquals(
                Optional.of(expected), Instructions.choose(processor, system).taken());
    }
}
