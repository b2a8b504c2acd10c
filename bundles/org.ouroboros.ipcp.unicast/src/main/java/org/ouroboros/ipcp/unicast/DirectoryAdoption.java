// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.ipcp.unicast;

import java.time.Duration;
import java.util.function.IntSupplier;
import org.ouroboros.host.Touched;
import org.ouroboros.policy.directory.DirectoryPolicy;
import org.ouroboros.policy.directory.DirectoryState;
import org.ouroboros.policy.swap.StateRefused;
import org.ouroboros.policy.swap.Vitals;

/**
 * How directory policies are put in use: the successor has the identity, the entries and the members of the one before, and the queries that
 * were under way. Two directories never speak for one member, so the successor is opened in the commit. Confined to the loop.
 */
final class DirectoryAdoption implements Adoption<DirectoryPolicy> {
    private static final long GAP_NS = 20_000;
    private static final long GAP_PER_ENTRY_NS = 500;

    private final NameDirectory names;
    private final IntSupplier flows;

    /**
     * Of a member.
     *
     * @param names what it knows of names
     * @param flows counts the flows that end here
     */
    DirectoryAdoption(NameDirectory names, IntSupplier flows) {
        this.names = names;
        this.flows = flows;
    }

    @Override
    public Preparation<DirectoryPolicy> snapshot() {
        DirectoryState state = names.state();
        return next -> {
            if (next != NameDirectory.ABSENT) {
                StateRefused.check(next, state);
            }
            return new Exchange(next);
        };
    }

    @Override
    public Touched touched() {
        DirectoryState state = names.state();
        long parts = (long) state.own().size()
                + state.entries().size()
                + state.contacts().size();
        return new Touched(flows.getAsInt(), state.summary(), Duration.ofNanos(GAP_NS + parts * GAP_PER_ENTRY_NS));
    }

    @Override
    public Vitals vitals() {
        return names.vitals();
    }

    /** One policy in place of another. */
    private final class Exchange implements Takeover<DirectoryPolicy> {
        private final DirectoryPolicy next;

        Exchange(DirectoryPolicy next) {
            this.next = next;
        }

        @Override
        public void commit() {
            names.adopt(next, names.state());
        }

        @Override
        public void rollBack(DirectoryPolicy before) {
            names.adopt(before, names.state());
        }
    }
}
