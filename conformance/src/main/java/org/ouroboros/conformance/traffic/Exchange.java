// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.conformance.traffic;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.ouroboros.api.irm.Irm;
import org.ouroboros.api.irm.IrmException;
import org.ouroboros.api.irm.SlotInfo;
import org.ouroboros.api.irm.SwapInfo;
import org.ouroboros.api.irm.SwapSpec;
import org.ouroboros.api.irm.SwapState;
import org.ouroboros.api.irm.SwapStep;
import org.ouroboros.conformance.check.Broken;

/** Puts one policy in use in place of another, wherever a policy of the kind is in use. */
interface Exchange {
    /** {@return why a policy would not take over, if it says so} */
    Optional<String> refusal(String policy);

    /** Puts a policy in use. */
    void to(String policy) throws InterruptedException;

    /** A swap of slots, which is watched for a moment. */
    record Slots(Irm irm, String kind) implements Exchange {
        private static final Duration WATCH = Duration.ofMillis(50);
        private static final Duration PATIENCE = Duration.ofSeconds(10);
        private static final String BY = "conformance";

        @Override
        public Optional<String> refusal(String policy) {
            if (inUse(policy)) {
                return Optional.empty();
            }
            return irm.swaps().plan(spec(policy)).steps().stream()
                    .map(SwapStep::refusal)
                    .flatMap(Optional::stream)
                    .findFirst();
        }

        @Override
        public void to(String policy) throws InterruptedException {
            if (inUse(policy)) {
                return;
            }
            long number = ask(policy).number();
            Awaited.require(PATIENCE, () -> latest().state().ended(), () -> "is watched for longer than it should be");
            SwapInfo ended = latest();
            Broken.unless(
                    ended.number() == number && ended.state() == SwapState.ACCEPTED,
                    "is not accepted in use, but " + ended.state().label() + ": " + ended.outcome());
        }

        private SwapInfo ask(String policy) {
            try {
                return irm.swaps().swap(spec(policy));
            } catch (IrmException refused) {
                throw new Broken("is not put in use: " + refused.getMessage());
            }
        }

        private SwapInfo latest() {
            return irm.swaps().history().getLast();
        }

        private SwapSpec spec(String policy) {
            return new SwapSpec(kind, policy, Set.of(), WATCH, BY);
        }

        private boolean inUse(String policy) {
            List<SlotInfo> slots = irm.slots().stream()
                    .filter(slot -> slot.kind().equals(kind))
                    .toList();
            return !slots.isEmpty()
                    && slots.stream().allMatch(slot -> slot.inUse().startsWith(policy + " ("));
        }
    }

    /** The balancing of a name, which goes from policy to policy without a watch. */
    record Balance(Irm irm, String name) implements Exchange {
        @Override
        public Optional<String> refusal(String policy) {
            return Optional.empty();
        }

        @Override
        public void to(String policy) {
            try {
                irm.balance(name, policy);
            } catch (IrmException refused) {
                throw new Broken("is not put in use: " + refused.getMessage());
            }
        }
    }
}
