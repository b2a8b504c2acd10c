// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.irm;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.ouroboros.api.irm.IrmException;
import org.ouroboros.api.irm.LayerSwapInfo;
import org.ouroboros.api.irm.LayerSwapMember;
import org.ouroboros.api.irm.LayerSwapMember.Part;
import org.ouroboros.api.irm.LayerSwapPlan;
import org.ouroboros.api.irm.LayerSwapSpec;
import org.ouroboros.api.irm.SwapInfo;
import org.ouroboros.api.irm.SwapSpec;
import org.ouroboros.api.irm.SwapStep;
import org.ouroboros.api.text.PlainText;
import org.ouroboros.irm.LayerVerdicts.PartKey;
import org.ouroboros.irm.LayerWord.Here;
import org.ouroboros.irm.LayerWord.Inquiry;
import org.ouroboros.irm.LayerWord.Order;
import org.ouroboros.irm.LayerWord.Outlook;
import org.ouroboros.irm.LayerWord.Plea;
import org.ouroboros.irm.LayerWord.Probe;
import org.ouroboros.irm.LayerWord.Question;
import org.ouroboros.irm.LayerWord.Report;
import org.ouroboros.irm.LayerWord.Terms;
import org.ouroboros.loop.IpcpLoop;
import org.ouroboros.policy.ipcp.LayerInfo;
import org.ouroboros.policy.ipcp.LayerMember;

/**
 * Swaps of whole layers: those that operators ask this system for. What the systems of members say to each other arrives here. Confined to
 * the loop.
 */
final class LayerSwaps implements LayerChannel.Ear {
    /** Longer than the policies of a member may take to prepare. */
    private static final Duration OUTLOOK_LIMIT = Duration.ofSeconds(8);

    /** Plans that others may have asked for at a time; they ask again. */
    private static final int MOST_PLANNED = 8;

    /** Swaps that are decided, and of which some members have not heard; older ones are not told any more. */
    private static final int MOST_DECIDED = 16;

    private static final System.Logger LOG = System.getLogger(LayerSwaps.class.getName());

    private final IpcpLoop loop;
    private final Ipcps ipcps;
    private final Swaps swaps;
    private final LayerParts parts;
    private final Map<Long, LayerSurvey> surveys = new HashMap<>();
    private final Map<Long, LayerRound<Outlook>> outlooks = new HashMap<>();
    private final Set<PartKey> planning = new HashSet<>(); // for others
    private final LinkedHashMap<Long, LayerCoordination> coordinations = new LinkedHashMap<>(); // one undecided at most
    private boolean misunderstood;

    /**
     * Without swaps.
     *
     * @param loop the loop of the IRM
     * @param ipcps the IPCPs of this system
     * @param swaps the swaps of this system
     * @param written writes down what IPCPs remember, and completes when that is done
     */
    LayerSwaps(IpcpLoop loop, Ipcps ipcps, Swaps swaps, Supplier<CompletableFuture<Void>> written) {
        this.loop = loop;
        this.ipcps = ipcps;
        this.swaps = swaps;
        this.parts = new LayerParts(loop, swaps, written);
    }

    // ---- what an operator asks for ----

    CompletableFuture<LayerSwapPlan> plan(LayerSwapSpec spec) {
        LayerChannel channel = channel(spec);
        long number = loop.random().nextLong();
        return survey(channel, number, spec)
                .thenCompose(finding -> outlooks(channel, number, spec, finding)
                        .thenApply(answers -> new LayerSwapPlan(spec, planned(finding, answers))));
    }

    CompletableFuture<LayerSwapInfo> swap(LayerSwapSpec spec) {
        LayerChannel channel = channel(spec);
        requireNoneUndecided();
        long number = loop.random().nextLong();
        return survey(channel, number, spec).thenCompose(finding -> {
            requireNoneUndecided();
            requireAll(spec, finding);
            LayerCoordination begun = new LayerCoordination(
                    loop, channel, number, spec, by(channel, spec), finding.takingPart(), finding.leftAlone());
            forgetWhatIsOver();
            coordinations.put(number, begun);
            begun.begin();
            return begun.inUse();
        });
    }

    CompletableFuture<LayerSwapInfo> commit(String layer, String by) {
        return end(layer, true, by);
    }

    CompletableFuture<LayerSwapInfo> rollBack(String layer, String by) {
        return end(layer, false, by);
    }

    private CompletableFuture<LayerSwapInfo> end(String layer, boolean accept, String by) {
        LayerChannel channel = channel(layer);
        String who = by + " at " + channel.ipcp();
        Optional<LayerCoordination> own = coordinations.values().stream()
                .filter(each -> each.layer().equals(layer) && !each.isDecided())
                .findFirst();
        if (own.isPresent()) {
            return accept ? own.get().accept(who) : own.get().rollBack(who);
        }
        LayerPart part = parts.of(channel.ipcp())
                .orElseThrow(() -> new IrmException(
                        IrmException.Problem.WRONG_STATE,
                        "no swap of layer '" + layer + "' is under way in IPCP '" + channel.ipcp()
                                + "': one that leaves it alone is ended from a member that takes part, and what was"
                                + " accepted is taken back by a swap to what was in use before"));
        part.end(accept, who);
        return Failures.within(loop, LayerPart.PLEA_LIMIT, part.over()).thenApply(info -> info(layer, part, info));
    }

    private static LayerSwapInfo info(String layer, LayerPart part, SwapInfo info) {
        Terms terms = part.begun().terms();
        return new LayerSwapInfo(
                new LayerSwapSpec(
                        layer, terms.kind(), terms.policy(), info.spec().watch(), terms.by()),
                info.state(),
                List.of(new LayerSwapMember(
                        part.channel().ipcp(),
                        part.channel().label(part.channel().own()),
                        Part.TAKES_PART,
                        info.steps(),
                        part.report().standing().label())),
                info.outcome());
    }

    /** Ends what this system coordinates, with the system. */
    void close() {
        List.copyOf(surveys.values()).forEach(LayerSurvey::close); // which forget themselves
        List.copyOf(outlooks.values()).forEach(LayerRound::close);
        coordinations.values().forEach(LayerCoordination::close);
        parts.close();
    }

    // ---- steps of what this system coordinates ----

    private LayerChannel channel(LayerSwapSpec spec) {
        LayerChannel channel = channel(spec.layer());
        swaps.requireKnown(swapSpec(channel, spec));
        return channel;
    }

    private LayerChannel channel(String layer) {
        SystemIpcp ipcp =
                ipcps
                        .operational(each -> each.layer()
                                .filter(info -> info.layer().equals(layer))
                                .isPresent())
                        .stream()
                        .findFirst()
                        .orElseThrow(() -> Failures.unknown(
                                "layer that this system has a member of",
                                layer,
                                ipcps.operational(each -> true).stream()
                                        .flatMap(each -> each.layer().stream())
                                        .map(LayerInfo::layer)
                                        .distinct()
                                        .sorted()
                                        .toList()));
        LayerChannel channel = channel(ipcp);
        int members = channel.members().size();
        if (members == 0 || members > LayerWordFormat.MOST_MEMBERS) {
            throw new IrmException(
                    IrmException.Problem.WRONG_STATE,
                    members == 0
                            ? "members of layer '" + layer + "', which is of type '" + ipcp.typeName()
                                    + "', do not know each other: swap the policy in each of them"
                            : "layer '" + layer + "' has " + members + " members, and a swap of a layer takes "
                                    + LayerWordFormat.MOST_MEMBERS + ": swap the policy in each of them");
        }
        return channel;
    }

    private static SwapSpec swapSpec(LayerChannel channel, LayerSwapSpec spec) {
        return new SwapSpec(spec.kind(), spec.policy(), Set.of(channel.ipcp()), spec.watch(), by(channel, spec));
    }

    private static String by(LayerChannel channel, LayerSwapSpec spec) {
        return spec.by() + " at " + channel.ipcp() + ", for layer " + spec.layer();
    }

    private void requireNoneUndecided() {
        coordinations.values().stream()
                .filter(each -> !each.isDecided())
                .findFirst()
                .ifPresent(present -> {
                    LayerSwapInfo info = present.info();
                    throw new IrmException(
                            IrmException.Problem.WRONG_STATE,
                            "a swap of layer '" + info.spec().layer() + "' to "
                                    + info.spec().kind() + " policy '"
                                    + info.spec().policy() + "' is under way: wait, or end it first");
                });
    }

    private CompletableFuture<LayerSurvey.Finding> survey(LayerChannel channel, long number, LayerSwapSpec spec) {
        LayerSurvey survey = new LayerSurvey(loop, channel, new Probe(number, spec.kind(), spec.policy()));
        surveys.put(number, survey);
        return survey.finding().whenComplete((finding, failure) -> surveys.remove(number));
    }

    private CompletableFuture<Map<Long, Outlook>> outlooks(
            LayerChannel channel, long number, LayerSwapSpec spec, LayerSurvey.Finding finding) {
        Terms terms = new Terms(spec.kind(), spec.policy(), spec.watch().toMillis(), by(channel, spec));
        LayerRound<Outlook> round = new LayerRound<>(
                loop, channel, new Inquiry(number, terms), finding.takingPart().keySet(), OUTLOOK_LIMIT);
        outlooks.put(number, round);
        return round.answers().whenComplete((answers, failure) -> outlooks.remove(number));
    }

    private static List<LayerSwapMember> planned(LayerSurvey.Finding finding, Map<Long, Outlook> answers) {
        return finding.members().entrySet().stream()
                .map(each -> each.getValue().part() == Part.TAKES_PART
                        ? planned(each.getValue(), answers.get(each.getKey()))
                        : each.getValue())
                .toList();
    }

    private static LayerSwapMember planned(LayerSwapMember member, @Nullable Outlook outlook) {
        if (outlook == null) {
            return new LayerSwapMember(
                    member.ipcp(), member.address(), Part.SILENT, List.of(), "it did not say what it would do");
        }
        Optional<String> refusal = outlook.refusal()
                .or(() -> outlook.steps().stream()
                        .flatMap(step -> step.refusal().stream())
                        .findFirst());
        return new LayerSwapMember(
                member.ipcp(),
                member.address(),
                refusal.isPresent() ? Part.REFUSES : Part.TAKES_PART,
                outlook.steps(),
                refusal.orElse(""));
    }

    private static void requireAll(LayerSwapSpec spec, LayerSurvey.Finding finding) {
        List<LayerSwapMember> inTheWay = finding.inTheWay();
        if (!inTheWay.isEmpty()) {
            throw new IrmException(
                    IrmException.Problem.UNAVAILABLE,
                    "it would not reach all members of layer '" + spec.layer() + "': "
                            + inTheWay.stream()
                                    .map(member -> member.label() + ", " + member.remark())
                                    .collect(Collectors.joining("; ")));
        }
        if (finding.takingPart().isEmpty()) {
            throw new IrmException(
                    IrmException.Problem.WRONG_STATE,
                    "nothing to swap: all members of layer '" + spec.layer() + "' use " + spec.kind() + " policy '"
                            + spec.policy() + "' already");
        }
    }

    private void forgetWhatIsOver() {
        coordinations.values().removeIf(LayerCoordination::isOver);
        if (coordinations.size() >= MOST_DECIDED) {
            coordinations.pollFirstEntry().getValue().close();
        }
    }

    // ---- what other systems say ----

    /** Takes what another member's system says. */
    void told(SystemIpcp ipcp, long from, byte[] message) {
        if (!ipcp.isOperational()) {
            return;
        }
        LayerWordFormat.decode(message).ifPresentOrElse(word -> heard(ipcp, from, word), () -> {
            if (!misunderstood) {
                misunderstood = true;
                LOG.log(
                        System.Logger.Level.WARNING,
                        "IPCP {0}: a member says what is not understood here, as one of a later version may; it is"
                                + " ignored, and so is what comes like that later",
                        ipcp.name());
            }
        });
    }

    @Override
    public void heard(SystemIpcp ipcp, long from, LayerWord word) {
        PartKey key = new PartKey(ipcp.name(), word.swap());
        switch (word) {
            case Probe probe -> {
                LayerChannel channel = channel(ipcp);
                channel.tell(from, here(channel, probe));
            }
            case Here here ->
                Optional.ofNullable(surveys.get(here.swap())).ifPresent(survey -> survey.heard(from, here));
            case Inquiry inquiry -> inquired(channel(ipcp), key, from, inquiry);
            case Outlook outlook ->
                Optional.ofNullable(outlooks.get(outlook.swap())).ifPresent(round -> round.heard(from, outlook));
            case Order order -> parts.ordered(channel(ipcp), from, order);
            case Question question -> channel(ipcp).tell(from, parts.report(key));
            case Report report -> {
                Optional.ofNullable(coordinations.get(report.swap())).ifPresent(each -> each.heard(from, report));
                parts.reported(key, from, report);
            }
            case Plea plea -> pleaded(plea);
        }
    }

    private LayerChannel channel(SystemIpcp ipcp) {
        return new LayerChannel(loop, ipcp, this);
    }

    private Here here(LayerChannel channel, Probe probe) {
        List<Long> prototypes = channel.members().stream()
                .filter(member -> member.kin() == LayerMember.Kin.PROTOTYPE)
                .map(LayerMember::address)
                .toList();
        return new Here(
                probe.swap(), channel.ipcp(), swaps.uses(channel.ipcp(), probe.kind(), probe.policy()), prototypes);
    }

    private void inquired(LayerChannel channel, PartKey key, long from, Inquiry inquiry) {
        if (planning.size() >= MOST_PLANNED || !planning.add(key)) {
            return;
        }
        Failures.ask(() -> swaps.plan(spec(channel, inquiry.terms()))).whenComplete((plan, failure) -> {
            planning.remove(key);
            List<SwapStep> steps = failure == null ? plan.steps() : List.of();
            Optional<String> refusal = failure == null ? Optional.empty() : Optional.of(Failures.message(failure));
            channel.tell(from, new Outlook(inquiry.swap(), steps, refusal));
        });
    }

    private static SwapSpec spec(LayerChannel channel, Terms terms) {
        return new SwapSpec(
                terms.kind(), terms.policy(), Set.of(channel.ipcp()), Duration.ofMillis(terms.watchMs()), terms.by());
    }

    private void pleaded(Plea plea) {
        LayerCoordination asked = coordinations.get(plea.swap());
        if (asked == null || asked.isDecided()) {
            return;
        }
        try {
            var _ = plea.accept() ? asked.accept(plea.by()) : asked.rollBack(plea.by());
        } catch (IrmException notYet) { // it is asked again
            LOG.log(
                    System.Logger.Level.DEBUG,
                    "{0} asks to end a swap: {1}",
                    PlainText.of(plea.by()),
                    notYet.getMessage());
        }
    }
}
