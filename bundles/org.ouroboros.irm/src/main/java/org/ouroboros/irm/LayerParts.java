// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.irm;

import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.ouroboros.api.irm.IrmException;
import org.ouroboros.api.irm.SwapSpec;
import org.ouroboros.api.text.PlainText;
import org.ouroboros.irm.LayerVerdicts.PartKey;
import org.ouroboros.irm.LayerWord.Order;
import org.ouroboros.irm.LayerWord.Report;
import org.ouroboros.irm.LayerWord.Standing;
import org.ouroboros.irm.LayerWord.Terms;
import org.ouroboros.loop.IpcpLoop;

/**
 * The parts of this system in swaps of layers: those under way, how earlier ones ended, and what was decided while this system was away.
 * Confined to the loop.
 */
final class LayerParts {
    /** Decisions that some members have not heard of; older ones are not told any more. */
    private static final int MOST_TELLINGS = 16;

    /** Parts that catch up at a time; members ask again. */
    static final int MOST_CATCHING_UP = 16;

    /** Parts that the log names once; with more of them it may name some again. */
    private static final int MOST_NAMED = 64;

    private static final System.Logger LOG = System.getLogger(LayerParts.class.getName());

    private final IpcpLoop loop;
    private final Swaps swaps;
    private final Supplier<CompletableFuture<Void>> written;
    private final Map<PartKey, LayerPart> parts = new LinkedHashMap<>();
    private final LayerVerdicts verdicts = new LayerVerdicts();
    private final Set<PartKey> catchingUp = new HashSet<>();
    private final Set<PartKey> named = new HashSet<>(); // in the log, since they cannot catch up yet
    private final LinkedHashMap<PartKey, LayerTelling> tellings = new LinkedHashMap<>();

    /**
     * Without parts.
     *
     * @param loop the loop of the IRM
     * @param swaps the swaps of this system
     * @param written writes down what IPCPs remember, and completes when that is done
     */
    LayerParts(IpcpLoop loop, Swaps swaps, Supplier<CompletableFuture<Void>> written) {
        this.loop = loop;
        this.swaps = swaps;
        this.written = written;
    }

    /** {@return the part of an IPCP that is under way} */
    Optional<LayerPart> of(String ipcp) {
        return parts.values().stream()
                .filter(part -> part.channel().ipcp().equals(ipcp))
                .findFirst();
    }

    /** {@return how far a part is} */
    Report report(PartKey key) {
        LayerPart part = parts.get(key);
        return part == null ? verdicts.of(key) : part.report();
    }

    /** Takes note of how far another member is. */
    void reported(PartKey key, long from, Report report) {
        Optional.ofNullable(tellings.get(key)).ifPresent(telling -> telling.heard(from, report));
        Optional.ofNullable(parts.get(key)).ifPresent(part -> part.heard(from, report));
    }

    /** Does what another member says. */
    void ordered(LayerChannel channel, long from, Order order) {
        PartKey key = new PartKey(channel.ipcp(), order.swap());
        LayerPart part = parts.get(key);
        if (part != null) {
            part.ordered(from, order);
            return;
        }
        Report known = verdicts.of(key);
        if (known.standing().ended()) {
            channel.tell(from, known);
            return;
        }
        switch (order.act()) {
            case PREPARE -> {
                if (known.standing() == Standing.UNKNOWN && from == order.coordinator()) {
                    begin(channel, key, order);
                }
            }
            case COMMIT, PROMISE -> channel.tell(from, known);
            case ACCEPT -> {
                if (order.members().contains(channel.own())) {
                    catchUp(channel, key, from, order);
                }
            }
            case TAKE_BACK -> conclude(channel, key, from, new Report(order.swap(), Standing.TAKEN_BACK, order.why()));
        }
    }

    /** Tells nobody any more. */
    void close() {
        Set.copyOf(tellings.values()).forEach(LayerTelling::close);
    }

    private void begin(LayerChannel channel, PartKey key, Order order) {
        try {
            LayerPart begun = new LayerPart(loop, channel, order, swaps, new Surroundings());
            parts.put(key, begun);
            channel.tell(order.coordinator(), begun.report());
        } catch (IrmException | IllegalArgumentException impossible) {
            Report refusal = new Report(order.swap(), Standing.TAKEN_BACK, Failures.message(impossible));
            conclude(channel, key, order.coordinator(), refusal);
        }
    }

    /** Does what was decided while this system was away: it had what was in use before when it came back. */
    private void catchUp(LayerChannel channel, PartKey key, long from, Order order) {
        if (catchingUp.size() >= MOST_CATCHING_UP || !catchingUp.add(key)) {
            return; // it is told again
        }
        if (named.size() > MOST_NAMED) {
            named.clear();
        }
        Terms terms = order.terms();
        CompletableFuture<?> done = swaps.uses(channel.ipcp(), terms.kind(), terms.policy())
                ? CompletableFuture.completedFuture(null)
                : Failures.ask(() -> swaps.swap(
                        new SwapSpec(terms.kind(), terms.policy(), Set.of(channel.ipcp()), Duration.ZERO, terms.by())));
        done.thenCompose(nothing -> written.get()).whenComplete((nothing, failure) -> {
            catchingUp.remove(key);
            if (failure == null) {
                conclude(channel, key, from, new Report(order.swap(), Standing.ACCEPTED, order.why()));
                if (channel.own() == order.coordinator()) { // others that were away have nobody else to tell them
                    tell(channel, key, order, Set.copyOf(order.members()));
                }
            } else if (named.add(key)) { // it is told again
                LOG.log(
                        System.Logger.Level.WARNING,
                        "IPCP {0} cannot do yet what all members of its layer have done, which is to swap to {1} policy"
                                + " ''{2}'': {3}",
                        channel.ipcp(),
                        PlainText.of(terms.kind()),
                        PlainText.of(terms.policy()),
                        Failures.message(failure));
            }
        });
    }

    private void conclude(LayerChannel channel, PartKey key, long to, Report report) {
        named.remove(key);
        verdicts.put(key, report);
        channel.tell(to, report);
    }

    /** Tells members of a decision that this system did not take. */
    private void tell(LayerChannel channel, PartKey key, Order decision, Set<Long> members) {
        if (members.isEmpty() || tellings.containsKey(key)) {
            return;
        }
        if (tellings.size() == MOST_TELLINGS) {
            tellings.firstEntry().getValue().close();
        }
        LayerTelling telling = new LayerTelling(loop, channel, decision, members);
        tellings.put(key, telling);
        telling.over().thenRun(() -> tellings.remove(key));
    }

    /** What the parts of this system need of it. */
    private final class Surroundings implements LayerPart.Surroundings {
        @Override
        public CompletableFuture<?> written() {
            return written.get();
        }

        @Override
        public void ended(LayerPart part) {
            PartKey key = new PartKey(part.channel().ipcp(), part.begun().swap());
            verdicts.put(key, part.report());
            parts.remove(key);
            tell(part.channel(), key, part.accept(), part.ignorant());
        }
    }
}
