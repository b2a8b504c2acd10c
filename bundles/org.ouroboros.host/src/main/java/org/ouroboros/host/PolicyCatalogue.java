// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.host;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.ouroboros.api.irm.PolicyInfo;
import org.ouroboros.api.irm.SlotInfo;
import org.ouroboros.loop.IpcpLoop;
import org.ouroboros.loop.LoopTimer;
import org.ouroboros.policy.swap.SwapSlot;

/**
 * All policies of one kind that are present, and the slots that use them.
 *
 * <p>Among several policies of one name the one with the newest bundle counts. One that arrives is put in use where its
 * name is wanted and the stand-in is in use; it replaces nothing else by itself. One that leaves is replaced in every
 * slot.
 *
 * @param <P> SPI of the kind
 */
public final class PolicyCatalogue<P> {
    private final String kind;
    private final IpcpLoop loop;
    private final Duration prepareDeadline;

    /** Who waits for a policy of a name. */
    private record Waiting(String name, CompletableFuture<Void> over) {}

    // confined to the loop
    private final Set<Waiting> waiting = new LinkedHashSet<>();
    private long arrivals;
    private long openings;

    /** What is present, in order of arrival. A snapshot, exchanged on the loop. */
    private volatile List<Installed<P>> present = List.of();

    /** The open slots by order of opening. Written on the loop, read by any thread. */
    private final ConcurrentNavigableMap<Long, PolicySlot<P>> slots = new ConcurrentSkipListMap<>();

    /**
     * Makes an empty catalogue.
     *
     * @param kind kind of its policies, such as {@code balancing}
     * @param loop owns the catalogue and its slots
     * @param prepareDeadline longest time that a policy may take to prepare for one slot
     */
    public PolicyCatalogue(String kind, IpcpLoop loop, Duration prepareDeadline) {
        this.kind = kind;
        this.loop = loop;
        this.prepareDeadline = prepareDeadline;
    }

    /**
     * Takes in a policy that has arrived. Any thread; takes effect in a task on the loop, in order with
     * {@link #withdraw}.
     *
     * @param candidate a policy of the kind of this catalogue
     * @throws IllegalArgumentException if it is of another kind
     * @throws RejectedExecutionException if the loop is closed
     */
    public void offer(Candidate<P> candidate) {
        if (!candidate.kind().equals(kind)) {
            throw new IllegalArgumentException("a catalogue of " + kind + " policies does not take the "
                    + candidate.kind() + " policy " + candidate.label());
        }
        loop.execute(() -> arrived(candidate));
    }

    /**
     * Lets go of a policy that leaves: the slots that use it go to a policy of the same name, or else to their
     * stand-in. Any thread.
     *
     * @param policy the service; another one of the same name is not affected
     * @return completes when everything that was opened from the policy is closed; at once if the policy is not
     *     present, or the loop is closed. A preparation that ignores its interruption delays that, so wait for a
     *     bounded time
     */
    public CompletableFuture<Void> withdraw(P policy) {
        CompletableFuture<Void> letGo = new CompletableFuture<>();
        try {
            loop.execute(() -> leaving(policy, letGo));
        } catch (RejectedExecutionException closed) {
            letGo.complete(null); // nothing runs any more, so nothing uses it
        }
        return letGo;
    }

    /** {@return the policies that are present, in order of arrival} A snapshot; any thread. */
    public List<Candidate<P>> candidates() {
        return present.stream().map(Installed::candidate).toList();
    }

    /** {@return the same for operators} A snapshot; any thread. */
    public List<PolicyInfo> policyInfos() {
        return present.stream()
                .map(Installed::candidate)
                .map(policy -> new PolicyInfo(policy.kind(), policy.name(), policy.bundle(), policy.version()))
                .toList();
    }

    /**
     * Finds the policy that a name stands for now. Any thread.
     *
     * @param name name of a policy
     * @return the one with the newest bundle, or empty
     */
    public Optional<Candidate<P>> find(String name) {
        return newest(name).map(Installed::candidate);
    }

    /**
     * Waits for a policy that may be away only while its bundle is updated. On the loop.
     *
     * @param name name of a policy
     * @param longest longest time to wait
     * @return completes on the loop when the policy is present, at once if it is, or when the time is over
     */
    public CompletableFuture<Void> await(String name, Duration longest) {
        if (newest(name).isPresent()) {
            return CompletableFuture.completedFuture(null);
        }
        CompletableFuture<Void> over = new CompletableFuture<>();
        Waiting one = new Waiting(name, over);
        LoopTimer limit = loop.timer(() -> over.complete(null));
        waiting.add(one);
        limit.arm(longest.toNanos());
        over.whenComplete((nothing, failure) -> {
            waiting.remove(one);
            limit.cancel();
        });
        return over;
    }

    /**
     * Opens a slot. On the loop. It starts with the stand-in, and goes to the wanted policy if that is present.
     *
     * @param slot what the slot belongs to, such as {@code name oping}
     * @param wanted name of the policy it is set to; it need not be present
     * @param standIn what to use while the wanted policy is absent
     * @param preparation opens successors
     * @return the slot, owned by the caller; the stand-in is in use
     */
    public PolicySlot<P> open(String slot, String wanted, P standIn, PolicySlot.Preparation<P> preparation) {
        checkHeld();
        long number = openings++;
        PolicySlot<P> opened = new PolicySlot<>(this, slot, wanted, standIn, preparation, () -> slots.remove(number));
        slots.put(number, opened);
        loop.execute(opened::advance);
        return opened;
    }

    /** {@return the open slots, in order of opening} A snapshot; any thread. */
    public List<PolicySlot.View> slots() {
        return slots.values().stream().map(PolicySlot::view).toList();
    }

    /** {@return the same for operators} A snapshot; any thread. */
    public List<SlotInfo> slotInfos() {
        return slots.values().stream().map(PolicySlot::info).toList();
    }

    /**
     * Lists the slots in which a policy would be put in use by a swap to it. A snapshot; any thread.
     *
     * @param policy name of a policy
     * @return the open slots, in order of opening, without those that use it already
     */
    public List<SwapSlot> swapSlots(String policy) {
        Installed<P> newest = newest(policy).orElse(null);
        return slots.values().stream()
                .filter(slot -> newest == null || !slot.uses(newest))
                .map(slot -> (SwapSlot) slot)
                .toList();
    }

    /** {@return kind of its policies} */
    public String kind() {
        return kind;
    }

    IpcpLoop loop() {
        return loop;
    }

    Duration prepareDeadline() {
        return prepareDeadline;
    }

    void checkHeld() {
        if (!loop.held()) {
            throw new IllegalStateException("a slot is opened and closed on its loop, " + loop.name());
        }
    }

    /** {@return what a name stands for now} Any thread. */
    Optional<Installed<P>> newest(String name) {
        return present.stream()
                .filter(installed -> installed.candidate().name().equals(name))
                .max(Installed.AGE);
    }

    /** {@return names of what is present, for people} */
    String names() {
        String names = present.stream()
                .map(installed -> installed.candidate().name())
                .distinct()
                .sorted()
                .collect(Collectors.joining(", "));
        return names.isEmpty() ? "none" : names;
    }

    private void arrived(Candidate<P> candidate) {
        Installed<P> arriving = new Installed<>(candidate, ++arrivals);
        present = Stream.concat(present.stream(), Stream.of(arriving)).toList();
        advanceSlots();
        List.copyOf(waiting).stream()
                .filter(one -> one.name().equals(candidate.name()))
                .forEach(one -> one.over().complete(null));
    }

    @SuppressWarnings("ReferenceEquality") // a late withdrawal must not hurt another policy that calls itself equal
    private void leaving(P policy, CompletableFuture<Void> letGo) {
        Optional<Installed<P>> leaving = present.stream()
                .filter(installed -> installed.candidate().policy() == policy)
                .findFirst();
        if (leaving.isEmpty()) {
            letGo.complete(null);
        } else {
            present = present.stream()
                    .filter(installed -> installed != leaving.get())
                    .toList();
            leaving.get().leave(letGo);
            advanceSlots();
        }
    }

    /** Moves the slots that a change concerns, each in a task of its own, so that packets pass in between. */
    private void advanceSlots() {
        slots.values().stream().filter(PolicySlot::behind).forEach(slot -> loop.execute(slot::advance));
    }
}
