// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.ipcp.unicast;

import java.time.Duration;
import java.util.SplittableRandom;
import org.ouroboros.host.Touched;
import org.ouroboros.ipcp.unicast.wire.Pci;
import org.ouroboros.policy.address.AddressPolicy;
import org.ouroboros.policy.address.AddressState;
import org.ouroboros.policy.swap.StateRefused;
import org.ouroboros.policy.swap.Vitals;

/** How address policies are put in use: the member keeps its address, and the successor is asked when there is one to choose. */
final class AddressAdoption implements Adoption<AddressPolicy> {
    /** What is in use while there is no policy: addresses that were given stay. */
    static final AddressPolicy ABSENT = (bytes, random) -> {
        throw new IllegalStateException("no address is chosen without a policy");
    };

    private static final int REHEARSED = 16;
    private static final Takeover<AddressPolicy> NOTHING = new Takeover<>() {
        @Override
        public void commit() {}

        @Override
        public void rollBack(AddressPolicy before) {}
    };

    private final AddressState state;

    /**
     * Of a member.
     *
     * @param address its address
     */
    AddressAdoption(long address) {
        this.state = new AddressState(address, Pci.ADDRESS_BYTES);
    }

    @Override
    public Preparation<AddressPolicy> snapshot() {
        return next -> {
            if (next != ABSENT) {
                StateRefused.check(next, state);
                SplittableRandom random = new SplittableRandom(state.address());
                for (int i = 0; i < REHEARSED; i++) {
                    long chosen = next.choose(state.bytes(), random);
                    if (chosen == 0 || chosen >>> (Byte.SIZE * state.bytes()) != 0) {
                        throw new StateRefused("it chooses address " + Long.toHexString(chosen) + ", which is none of "
                                + state.bytes() + " bytes");
                    }
                }
            }
            return NOTHING;
        };
    }

    @Override
    public Touched touched() {
        return new Touched(0, state.summary(), Duration.ZERO);
    }

    @Override
    public Vitals vitals() {
        return Vitals.NONE;
    }
}
