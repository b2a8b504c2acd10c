// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.conformance.contract;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.ouroboros.conformance.check.Alone;
import org.ouroboros.conformance.check.Broken;
import org.ouroboros.conformance.check.Check;
import org.ouroboros.conformance.check.Place;
import org.ouroboros.conformance.check.PolicyKind;
import org.ouroboros.policy.address.AddressPolicy;
import org.ouroboros.policy.address.AddressState;

/** Addresses: none is 0 or too long, and they come from the randomness of the host. */
final class AddressContract {
    private static final int MEMBERS = 500;

    static final PolicyKind<AddressPolicy> KIND = new PolicyKind<>(
            AddressPolicy.KIND,
            AddressPolicy.class,
            Place.LAYER,
            List.of(
                    Check.contract("addresses", AddressContract::addresses),
                    Check.contract("randomness", AddressContract::randomness),
                    Check.contract("threads", policy -> Alone.sameResults(seed -> chosen(policy, seed))),
                    HandOver.version(AddressState.VERSION),
                    HandOver.own(AddressContract::state, (_, _) -> {}),
                    HandOver.in(AddressContract::state, (_, _) -> {}),
                    HandOver.out(AddressContract::state, (_, _) -> {})));

    private AddressContract() {}

    private static void addresses(AddressPolicy policy) {
        SplittableRandom random = new SplittableRandom(1);
        for (int bytes = 1; bytes <= Long.BYTES; bytes++) {
            for (int member = 0; member < MEMBERS; member++) {
                long address = policy.choose(bytes, random);
                Broken.unless(address != 0, "chooses address 0, which stands for none");
                Broken.unless(
                        bytes == Long.BYTES || address >>> (bytes * Byte.SIZE) == 0,
                        "chooses address 0x" + Long.toHexString(address) + " where addresses have " + bytes + " bytes");
            }
        }
    }

    /** A layer that is run again with the same randomness is the same. */
    private static void randomness(AddressPolicy policy) {
        Broken.unless(
                chosen(policy, 7).equals(chosen(policy, 7)),
                "chooses other addresses with the same randomness of the host");
    }

    private static List<Long> chosen(AddressPolicy policy, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        return Stream.generate(() -> policy.choose(Integer.BYTES, random))
                .limit(MEMBERS)
                .toList();
    }

    /** A member keeps the address that it has: there is nothing to go on from. */
    private static AddressState state(AddressPolicy policy) {
        return new AddressState(policy.choose(Integer.BYTES, new SplittableRandom(1)), Integer.BYTES);
    }
}
