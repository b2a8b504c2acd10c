// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.irm;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.ouroboros.api.irm.IrmException;
import org.ouroboros.api.irm.PolicyInfo;
import org.ouroboros.api.irm.SlotInfo;
import org.ouroboros.api.irm.SwapInfo;
import org.ouroboros.api.irm.SwapPlan;
import org.ouroboros.api.irm.SwapSpec;
import org.ouroboros.api.irm.SwapState;
import org.ouroboros.api.irm.SwapStep;
import org.ouroboros.api.irm.SystemEvent;
import org.ouroboros.endpoint.EndpointPolicies;
import org.ouroboros.loop.IpcpLoop;
import org.ouroboros.policy.encryption.EncryptionPolicy;
import org.ouroboros.policy.swap.SwapTarget;

/** The swaps of a system, one at a time. Confined to the loop. */
final class Swaps {
    /** What a slot of an IPCP is called, but for the name. */
    private static final String SLOT_OF = "IPCP ";

    /** Slots of a swap. */
    private static final int MOST_SLOTS = 1_024;

    private final IpcpLoop loop;
    private final SwapPlaces ipcps;
    private final EndpointPolicies protection;
    private final SwapJournal journal;
    private final Chronicle chronicle;
    private final List<SwapTransaction> underWay = new ArrayList<>(); // one, or the parts of one swap of a layer
    private OptionalLong layerSwap = OptionalLong.empty(); // the number of that

    Swaps(IpcpLoop loop, SwapPlaces ipcps, EndpointPolicies protection, SwapJournal journal, Chronicle chronicle) {
        this.loop = loop;
        this.ipcps = ipcps;
        this.protection = protection;
        this.journal = journal;
        this.chronicle = chronicle;
        journal.all().forEach(this::decide);
    }

    /** Has later flows follow what was accepted for the whole system. IPCPs remember that themselves. */
    private void decide(SwapInfo swap) {
        if (SwapJournal.isForAll(swap)) {
            protection.choose(swap.spec().kind(), swap.spec().policy());
        }
    }

    CompletableFuture<SwapPlan> plan(SwapSpec spec) {
        List<CompletableFuture<SwapStep>> asked = targets(spec).stream()
                .map(target -> target.slot().plan(target.policy()))
                .toList();
        return CompletableFuture.allOf(asked.toArray(CompletableFuture[]::new))
                .thenApply(nothing -> new SwapPlan(
                        spec, asked.stream().map(CompletableFuture::join).toList()));
    }

    CompletableFuture<SwapInfo> swap(SwapSpec spec) {
        requireNoOther(OptionalLong.empty());
        return begin(spec, SwapLead.ITS_OWN).inUse();
    }

    /**
     * Begins what a swap of a layer comes to in one IPCP.
     *
     * @param number number of the swap of the layer, whose parts in other IPCPs may be under way
     * @param spec what it comes to
     * @param lead says when it goes on
     * @return the swap
     */
    SwapTransaction takePart(long number, SwapSpec spec, SwapLead lead) {
        requireNoOther(OptionalLong.of(number));
        SwapTransaction begun = begin(spec, lead);
        layerSwap = OptionalLong.of(number);
        return begun;
    }

    private SwapTransaction begin(SwapSpec spec, SwapLead lead) {
        List<SwapTarget> targets = targets(spec);
        SwapTransaction begun = new SwapTransaction(journal.nextNumber(), spec, targets, loop, lead, this::goneOn);
        underWay.add(begun);
        begun.begin(journal.put(begun.info()));
        return begun;
    }

    /** {@return whether an IPCP uses a policy, or is to, so that there is nothing to swap} */
    boolean uses(String ipcp, String kind, String policy) {
        return ipcps.slots().stream()
                .anyMatch(slot -> slot.kind().equals(kind)
                        && slot.slot().equals(SLOT_OF + ipcp)
                        && slot.wanted().equals(policy));
    }

    private void requireNoOther(OptionalLong partOf) {
        if (!underWay.isEmpty() && (partOf.isEmpty() || !partOf.equals(layerSwap))) {
            throw new IrmException(
                    IrmException.Problem.WRONG_STATE,
                    describe(underWay.getFirst().info()) + ": wait, or end it first");
        }
    }

    CompletableFuture<SwapInfo> commit() {
        return watched().accept("by the operator");
    }

    CompletableFuture<SwapInfo> rollBack() {
        return watched().rollBack("by the operator");
    }

    List<SwapInfo> history() {
        return journal.all();
    }

    /** Ends what is under way, as the slots do; {@return completes when the log is written} */
    CompletableFuture<?> close() {
        List.copyOf(underWay).forEach(SwapTransaction::close);
        return journal.written();
    }

    private SwapTransaction watched() {
        if (underWay.isEmpty()) {
            throw new IrmException(
                    IrmException.Problem.WRONG_STATE,
                    "no swap is being watched: what was accepted is taken back by a swap to what was in use before,"
                            + " which the history tells");
        }
        SwapTransaction present = underWay.getFirst();
        if (layerSwap.isPresent()) {
            throw new IrmException(
                    IrmException.Problem.WRONG_STATE,
                    describe(present.info()) + " as a part of a swap of the layer, and ends with that: name the layer");
        }
        if (present.info().state() != SwapState.WATCHED) {
            throw new IrmException(
                    IrmException.Problem.WRONG_STATE, describe(present.info()) + ", and not watched yet");
        }
        return present;
    }

    private static String describe(SwapInfo swap) {
        return "swap " + swap.number() + " to " + swap.spec().kind() + " policy '"
                + swap.spec().policy() + "' is under way";
    }

    private List<SwapTarget> targets(SwapSpec spec) {
        spec.ipcps().forEach(ipcps::requireKnown);
        requireKnown(spec);
        Set<String> slots =
                spec.ipcps().stream().map(ipcp -> SLOT_OF + ipcp).collect(Collectors.toSet()); // of all, if empty
        List<SwapTarget> targets = Stream.concat(
                        ipcps.swapTargets(spec.kind(), spec.policy()).stream(),
                        protection.swapTargets(spec.kind(), spec.policy()).stream())
                .filter(target ->
                        slots.isEmpty() || slots.contains(target.slot().info().slot()))
                .toList();
        if (targets.isEmpty()) {
            String where = spec.ipcps().isEmpty() ? "" : " of IPCP " + String.join(", ", new TreeSet<>(spec.ipcps()));
            throw new IrmException(
                    IrmException.Problem.WRONG_STATE,
                    "nothing to swap: every slot" + where + " for a policy of kind " + spec.kind() + " uses '"
                            + spec.policy() + "' already"
                            + (spec.kind().equals(EncryptionPolicy.KIND)
                                    ? ", or a cipher that is another one on the wire"
                                    : ""));
        }
        if (targets.size() > MOST_SLOTS) {
            throw new IrmException(
                    IrmException.Problem.WRONG_STATE,
                    "a swap has " + MOST_SLOTS + " slots at most, and this one would have " + targets.size()
                            + ": update the bundle of the policy in its place");
        }
        return targets;
    }

    /** Refuses kinds and policies that there are not, and IPCPs that use none of the kind. */
    void requireKnown(SwapSpec spec) {
        Collection<String> kinds = Stream.concat(ipcps.slots().stream(), protection.slots().stream())
                .map(SlotInfo::kind)
                .collect(Collectors.toCollection(TreeSet::new));
        if (!kinds.contains(spec.kind())) {
            throw Failures.unknown("kind of policy in use in an IPCP or on a flow", spec.kind(), kinds);
        }
        for (String ipcp : spec.ipcps()) {
            if (ipcps.slots().stream()
                    .noneMatch(slot ->
                            slot.kind().equals(spec.kind()) && slot.slot().equals(SLOT_OF + ipcp))) {
                throw new IrmException(
                        IrmException.Problem.WRONG_STATE, "IPCP '" + ipcp + "' uses no policy of kind " + spec.kind());
            }
        }
        Collection<String> installed = Stream.concat(ipcps.policies().stream(), protection.policies().stream())
                .filter(policy -> policy.kind().equals(spec.kind()))
                .map(PolicyInfo::name)
                .collect(Collectors.toCollection(TreeSet::new));
        if (!installed.contains(spec.policy())) {
            throw Failures.unknown("installed and active " + spec.kind() + " policy", spec.policy(), installed);
        }
    }

    private void goneOn(SwapInfo swap) {
        var _ = journal.put(swap);
        if (swap.state().ended()) {
            underWay.removeIf(each -> each.info().number() == swap.number());
            layerSwap = underWay.isEmpty() ? OptionalLong.empty() : layerSwap;
        }
        decide(swap);
        SystemEvent event = switch (swap.state()) {
            case PREPARING, WATCHED -> SystemEvent.POLICY_SWAPPED;
            case REFUSED -> SystemEvent.POLICY_REFUSED;
            case ACCEPTED -> SystemEvent.POLICY_ACCEPTED;
            case ROLLED_BACK -> SystemEvent.POLICY_ROLLED_BACK;
        };
        String slots = swap.steps().stream().map(SwapStep::slot).distinct().collect(Collectors.joining(", "));
        chronicle.tell(
                event,
                swap.spec().policy(),
                "swap " + swap.number() + " to " + swap.spec().kind() + " policy '"
                        + swap.spec().policy() + "'" + (slots.isEmpty() ? "" : " in " + slots) + " by "
                        + swap.spec().by() + ": " + swap.state().label() + ", " + swap.outcome());
    }
}
