// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.encryption.ipsecmb;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;

/** Instructions that the library has AES-GCM for, the fastest first, with what a processor and its operating system have to have. */
enum Instructions {
    VAES_AVX512("vaes_avx512", EnumSet.allOf(Feature.class)),
    AVX512(
            "avx512",
            EnumSet.of(
                    Feature.AES,
                    Feature.PCLMULQDQ,
                    Feature.AVX,
                    Feature.AVX2,
                    Feature.BMI2,
                    Feature.AVX512F,
                    Feature.AVX512DQ,
                    Feature.AVX512CD,
                    Feature.AVX512BW,
                    Feature.AVX512VL)),
    AVX2("avx_gen4", EnumSet.of(Feature.AES, Feature.PCLMULQDQ, Feature.AVX, Feature.AVX2, Feature.BMI2));

    /** Those of {@link GcmCalls}, which are constants there: chosen before it is initialized, and never again. */
    private static final AtomicReference<Instructions> USED = new AtomicReference<>();

    private final String suffix;

    @SuppressWarnings("ImmutableEnumChecker") // nobody changes it
    private final Set<Feature> needed;

    Instructions(String suffix, Set<Feature> needed) {
        this.suffix = suffix;
        this.needed = Collections.unmodifiableSet(needed);
    }

    /**
     * What is used, and why nothing that is faster.
     *
     * @param taken the instructions; empty if none may be used
     * @param passedOver a reason for each of those that are faster
     */
    record Choice(Optional<Instructions> taken, List<String> passedOver) {
        Choice {
            passedOver = List.copyOf(passedOver);
        }
    }

    /**
     * Chooses the fastest that both know: the library asks the processor alone, which also tells of instructions that the operating system does not
     * let programs use.
     *
     * @param processor what it has
     * @param system what programs may use
     */
    static Choice choose(Set<Feature> processor, Set<Feature> system) {
        List<String> passedOver = new ArrayList<>();
        for (Instructions each : values()) {
            if (processor.containsAll(each.needed) && system.containsAll(each.needed)) {
                return new Choice(Optional.of(each), passedOver);
            }
            passedOver.add(
                    processor.containsAll(each.needed)
                            ? "not " + each + ", as the operating system does not allow " + each.missing(system)
                            : "not " + each + ", as the processor does not have " + each.missing(processor));
        }
        return new Choice(Optional.empty(), passedOver);
    }

    private String missing(Set<Feature> present) {
        return needed.stream()
                .filter(each -> !present.contains(each))
                .map(Feature::flag)
                .collect(Collectors.joining(" "));
    }

    /** {@return what processor and operating system have to have} */
    Set<Feature> needed() {
        return needed;
    }

    /** {@return how the names of their functions end} */
    String suffix() {
        return suffix;
    }

    /** Has {@link GcmCalls} link their functions. */
    void use() {
        Instructions before = USED.compareAndExchange(null, this);
        if (before != null && before != this) {
            throw new IllegalStateException("the functions for " + before + " are in use, so not those for " + this);
        }
    }

    /** {@return those to link functions for} */
    static Instructions used() {
        Instructions used = USED.get();
        if (used == null) {
            throw new IllegalStateException("functions are linked before it is known which of them work here");
        }
        return used;
    }
}
