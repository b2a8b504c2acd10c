// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.conformance.contract;

import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.ouroboros.conformance.check.Broken;
import org.ouroboros.conformance.check.Check;
import org.ouroboros.conformance.check.Place;
import org.ouroboros.conformance.check.PolicyKind;
import org.ouroboros.conformance.contract.DirectoryNetwork.Member;
import org.ouroboros.policy.directory.DirectoryPolicy;
import org.ouroboros.policy.directory.DirectoryState;
import org.ouroboros.policy.swap.StateRefused;

/** The directory: each member finds what is registered at another one, on virtual time, and nothing is lost where it is handed over. */
final class DirectoryContract {
    private static final int MEMBERS = 5;
    private static final int NAMES = 10;
    private static final int NOISE = 500;

    static final PolicyKind<DirectoryPolicy> KIND = new PolicyKind<>(
            DirectoryPolicy.KIND,
            DirectoryPolicy.class,
            Place.NAMES_OF_LAYER,
            List.of(
                    Check.contract("names", DirectoryContract::names),
                    Check.contract("unknown names", DirectoryContract::unknownNames),
                    Check.contract("hostile input", DirectoryContract::hostile),
                    HandOver.version(DirectoryState.VERSION),
                    Check.handOver("own state", (policy, _) -> own(policy)),
                    Check.handOver("in", (policy, other) -> between(other, policy, true)),
                    Check.handOver("out", (policy, other) -> between(policy, other, false))));

    private DirectoryContract() {}

    /** {@return a network in which the names are registered, a few at each member} */
    private static DirectoryNetwork withNames(DirectoryPolicy policy) {
        DirectoryNetwork network = DirectoryNetwork.of(policy, MEMBERS);
        for (int number = 0; number < NAMES; number++) {
            holder(network, number).register(name(number));
        }
        network.pass();
        return network;
    }

    private static String name(int number) {
        return "name " + number;
    }

    private static Member holder(DirectoryNetwork network, int number) {
        return network.members().get(number % MEMBERS);
    }

    private static void names(DirectoryPolicy policy) {
        DirectoryNetwork network = withNames(policy);
        requireFound(network);
        Member first = holder(network, 0);
        Broken.unlessNull(first.directory().counters(), "counters()");
        Broken.unless(
                first.state().own().contains(DirectoryNetwork.hashOf(name(0))),
                "leaves a name out of its state that is registered at the member");
        first.directory().unregister(DirectoryNetwork.hashOf(name(0)));
        Broken.unless(
                !first.state().own().contains(DirectoryNetwork.hashOf(name(0))),
                "keeps a name that is registered no more");
        network.end();
    }

    private static void requireFound(DirectoryNetwork network) {
        for (int number = 0; number < NAMES; number++) {
            Member holder = holder(network, number);
            for (Member member : network.members()) {
                if (member != holder) {
                    List<Long> found = member.query(name(number));
                    Broken.unless(
                            found.contains(holder.address()),
                            "finds " + found + " for a name that is registered at " + holder.address());
                }
            }
        }
    }

    private static void unknownNames(DirectoryPolicy policy) {
        DirectoryNetwork network = withNames(policy);
        Member member = network.members().getFirst();
        List<Long> found = member.query("unknown");
        Broken.unless(found.isEmpty(), "finds " + found + " for a name that is registered nowhere");
        CompletableFuture<List<Long>> underWay =
                member.directory().query(DirectoryNetwork.hashOf("never asked for before"));
        network.end();
        Broken.unless(underWay.isDone(), "does not answer a query that is under way when it is closed");
        Broken.unless(underWay.join().isEmpty(), "finds something when it is closed");
    }

    private static void hostile(DirectoryPolicy policy) {
        DirectoryNetwork network = withNames(policy);
        Member member = network.members().getFirst();
        for (int length = 0; length < NOISE; length++) {
            member.directory().receive(network.packet(Packets.random(length, length)));
        }
        network.pass();
        requireFound(network);
        network.end();
    }

    private static String own(DirectoryPolicy policy) {
        DirectoryNetwork network = withNames(policy);
        DirectoryState state = DirectoryState.empty();
        for (Member member : network.members()) {
            try {
                StateRefused.check(policy, member.state());
            } catch (StateRefused refused) {
                throw new Broken("refuses its own state: " + refused.getMessage());
            }
            state = member.handOver(policy);
            requireKept(state, member.state());
        }
        network.pass();
        requireFound(network);
        network.end();
        return state.summary();
    }

    private static void requireKept(DirectoryState before, DirectoryState after) {
        Broken.unless(after.id().equals(before.id()), "has another identity than before: " + after.id());
        requireAll("names", before.own(), after.own());
        requireAll("entries", before.entries(), after.entries());
        requireAll("members", before.contacts(), after.contacts());
    }

    private static void requireAll(String what, List<?> before, List<?> after) {
        Set<Object> lost = before.stream().filter(each -> !after.contains(each)).collect(Collectors.toSet());
        Broken.unless(lost.isEmpty(), "loses " + lost.size() + " of " + before.size() + " " + what + " at a hand-over");
    }

    /** Two policies need not understand each other's messages: a member changes hands alone, and keeps what is registered at it. */
    private static String between(DirectoryPolicy from, DirectoryPolicy to, boolean mayRefuse) {
        DirectoryNetwork network = withNames(from);
        Member member = network.members().getFirst();
        DirectoryState before = member.state();
        try {
            StateRefused.check(to, before);
        } catch (StateRefused refused) {
            Broken.unless(mayRefuse, "leaves a state that a policy of ours refuses: " + refused.getMessage());
            network.end();
            return HandOver.refusal(refused);
        }
        member.handOver(to);
        requireAll("names", before.own(), member.state().own());
        network.end();
        return before.summary();
    }
}
