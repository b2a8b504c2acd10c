// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.irm;

import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.ouroboros.api.irm.LayerSwapMember;
import org.ouroboros.api.irm.LayerSwapMember.Part;
import org.ouroboros.irm.LayerWord.Here;
import org.ouroboros.irm.LayerWord.Probe;
import org.ouroboros.loop.IpcpLoop;
import org.ouroboros.policy.directory.DirectoryPolicy;
import org.ouroboros.policy.ipcp.LayerMember;
import org.ouroboros.policy.ipcp.LayerMember.Kin;

/**
 * Finds out who the members of a layer are: who answers is one of ours, and who does not is of the prototype if a neighbour of ours says so.
 * Confined to the loop.
 */
final class LayerSurvey {
    private static final Duration LIMIT = Duration.ofSeconds(3);

    private final String kind;
    private final List<LayerMember> members;
    private final Set<Long> prototypes = new HashSet<>();
    private final LayerRound<Here> round;

    /**
     * What was found out.
     *
     * @param members the members by address, that of this system first
     */
    record Finding(Map<Long, LayerSwapMember> members) {
        /** {@return the names of those that take part} */
        Map<Long, String> takingPart() {
            Map<Long, String> takingPart = new LinkedHashMap<>();
            members.forEach((address, member) -> {
                if (member.part() == Part.TAKES_PART) {
                    takingPart.put(address, member.label());
                }
            });
            return takingPart;
        }

        /** {@return those that do not take part} */
        List<LayerSwapMember> leftAlone() {
            return members.values().stream()
                    .filter(member -> member.part() != Part.TAKES_PART)
                    .toList();
        }

        /** {@return those because of which the swap would not reach all} */
        List<LayerSwapMember> inTheWay() {
            return members.values().stream()
                    .filter(member -> member.part() == Part.SILENT || member.part() == Part.REFUSES)
                    .toList();
        }
    }

    /**
     * Begins.
     *
     * @param probe asks who is there, and uses what
     */
    LayerSurvey(IpcpLoop loop, LayerChannel channel, Probe probe) {
        kind = probe.kind();
        List<LayerMember> known = channel.members();
        members = Stream.concat(
                        known.stream().filter(member -> member.kin() == Kin.SELF),
                        known.stream().filter(member -> member.kin() != Kin.SELF))
                .toList();
        round = new LayerRound<>(
                loop,
                channel,
                probe,
                members.stream()
                        .filter(member -> member.kin() != Kin.PROTOTYPE)
                        .map(LayerMember::address)
                        .toList(),
                LIMIT);
        members.stream()
                .filter(member -> member.kin() == Kin.PROTOTYPE)
                .forEach(member -> prototypes.add(member.address()));
    }

    /** Takes an answer. */
    void heard(long from, Here here) {
        prototypes.addAll(here.prototypes());
        round.heard(from, here);
        round.excuse(here.prototypes());
    }

    /** {@return completes with what was found out, or with {@link org.ouroboros.api.irm.IrmException} if the system ends} */
    CompletableFuture<Finding> finding() {
        return round.answers().thenApply(this::find);
    }

    /** Asks nobody any more, since the system ends. */
    void close() {
        round.close();
    }

    private Finding find(Map<Long, Here> answers) {
        Map<Long, LayerSwapMember> found = new LinkedHashMap<>();
        members.forEach(member -> found.put(member.address(), found(member, answers)));
        return new Finding(found);
    }

    private LayerSwapMember found(LayerMember member, Map<Long, Here> answers) {
        Here here = answers.get(member.address());
        if (here != null) {
            return here.uses()
                    ? new LayerSwapMember(here.ipcp(), member.label(), Part.USES_IT, List.of(), "uses it already")
                    : new LayerSwapMember(here.ipcp(), member.label(), Part.TAKES_PART, List.of(), "");
        }
        return prototypes.contains(member.address())
                ? prototype(member)
                : new LayerSwapMember(
                        "",
                        member.label(),
                        Part.SILENT,
                        List.of(),
                        "no answer: it cannot be reached, or is a prototype without a neighbour of ours");
    }

    /** All its policies do on the wire what ours do, but for the directory, of which it has one. */
    private LayerSwapMember prototype(LayerMember member) {
        return kind.equals(DirectoryPolicy.KIND)
                ? new LayerSwapMember(
                        "", member.label(), Part.REFUSES, List.of(), "prototype, which has no other directory")
                : new LayerSwapMember("", member.label(), Part.PROTOTYPE, List.of(), "left as it is: prototype");
    }
}
