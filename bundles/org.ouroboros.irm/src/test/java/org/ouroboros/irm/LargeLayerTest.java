// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.irm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.ouroboros.policy.ipcp.HashAlgorithm;
import org.ouroboros.policy.ipcp.Ipcp;
import org.ouroboros.policy.ipcp.NameHash;

/** Many systems in one layer: all names are found from everywhere, also after some have gone without a word. */
class LargeLayerTest {
    private static final System.Logger LOG = System.getLogger(LargeLayerTest.class.getName());
    private static final boolean SOAK = Boolean.getBoolean("ouroboros.soak");
    private static final String NET = "net";
    private static final int SYSTEMS = SOAK ? 100 : 24;
    private static final int NAMES = SOAK ? 1_000 : 96;
    private static final int LEAVING = SYSTEMS / 5;

    @Test
    void everyNameIsFoundFromEverySystemAlsoAfterAFifthLeft() {
        Network network = new Network(7, SYSTEMS);
        SplittableRandom random = new SplittableRandom(8);
        join(network, random);
        registerAll(network);
        findAll(network, IntStream.range(0, SYSTEMS).boxed().toList(), "all there");

        List<Integer> staying = IntStream.range(0, SYSTEMS - LEAVING).boxed().toList();
        for (int system = SYSTEMS - LEAVING; system < SYSTEMS; system++) {
            network.silence(system);
        }
        network.loop.runFor(Duration.ofMinutes(2));
        findAll(network, staying, LEAVING + " of " + SYSTEMS + " gone");
    }

    @Test
    void everyNameIsFoundThoughAllLinksLosePackets() {
        Network network = new Network(9, SYSTEMS);
        join(network, new SplittableRandom(9));
        network.wires.lose(0.05, 9);
        registerAll(network);
        findAll(network, IntStream.range(0, SYSTEMS).boxed().toList(), "5 % lost on each link");
    }

    private static void registerAll(Network network) {
        for (int name = 0; name < NAMES; name++) {
            int at = name % SYSTEMS;
            network.system(at).bind("server", name(name));
            network.system(at).register(name(name), Network.ipcp(NET, at));
        }
        network.loop.runFor(Duration.ofSeconds(10));
    }

    /** Each system enrols with one before it, and connects to a second one; those that are to leave are nobody's only way. */
    private static void join(Network network, SplittableRandom random) {
        network.bootstrap(NET, 0, Map.of());
        for (int system = 1; system < SYSTEMS; system++) {
            int reliable = Math.min(system, SYSTEMS - LEAVING);
            int first = random.nextInt(reliable);
            link(network, first, system);
            network.enrol(NET, system, first);
            int second = random.nextInt(reliable);
            if (second != first) {
                link(network, second, system);
                network.connect(NET, system, second);
            }
        }
        network.loop.runFor(Duration.ofSeconds(10));
    }

    private static void link(Network network, int member, int joiner) {
        network.wire(member, joiner, Map.of("delay_ms", "1"));
        network.reachable(NET, member, Network.wire(member, joiner) + "." + member);
    }

    private static void findAll(Network network, List<Integer> systems, String when) {
        long sent = sum(network, "packets sent");
        long lookUps = sum(network, "directory: look-ups");
        long hops = sum(network, "directory: look-up hops");
        long requests = sum(network, "directory: look-up requests");
        int asked = 0;
        List<String> missing = new ArrayList<>();
        for (int from : systems) {
            Ipcp member = network.system(from)
                    .irm
                    .requireIpcp(Network.ipcp(NET, from))
                    .member();
            List<CompletableFuture<Boolean>> answers = new ArrayList<>();
            List<Integer> names = new ArrayList<>();
            for (int name = 0; name < NAMES; name++) {
                if (name % SYSTEMS != from && systems.contains(name % SYSTEMS)) {
                    names.add(name);
                    answers.add(member.query(NameHash.of(name(name), HashAlgorithm.SHA3_256)));
                    network.loop.runFor(Duration.ofMillis(5));
                }
            }
            for (int i = 0; i < answers.size(); i++) {
                asked++;
                if (!network.loop.await(answers.get(i))) {
                    missing.add(name(names.get(i)) + " from " + from);
                }
            }
        }
        assertEquals(List.of(), missing, when);
        double lookedUp = sum(network, "directory: look-ups") - lookUps;
        String figures =
                "%s: %d names, %d queries, %.0f by look-up; of those %.2f hops, %.2f messages each; %.2f packets of the layer for each query"
                        .formatted(
                                when,
                                NAMES,
                                asked,
                                lookedUp,
                                (sum(network, "directory: look-up hops") - hops) / lookedUp,
                                2 * (sum(network, "directory: look-up requests") - requests) / lookedUp,
                                (double) (sum(network, "packets sent") - sent) / asked);
        LOG.log(System.Logger.Level.INFO, figures);
        assertTrue(asked > 0);
    }

    private static long sum(Network network, String counter) {
        return IntStream.range(0, SYSTEMS)
                .mapToLong(system -> network.count(NET, system, counter))
                .sum();
    }

    private static String name(int number) {
        return "name-" + number;
    }
}
