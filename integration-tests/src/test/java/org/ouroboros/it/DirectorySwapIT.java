// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.it;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;
import static org.ouroboros.it.Eventually.eventually;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.Before;
import org.junit.Test;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;
import org.ouroboros.api.QosSpec;
import org.ouroboros.api.irm.LayerComponent;
import org.ouroboros.api.irm.LayerSpec;
import org.ouroboros.api.irm.SwapInfo;
import org.ouroboros.api.irm.SwapSpec;
import org.ouroboros.api.irm.SwapState;
import org.ouroboros.loop.IpcpLoop;
import org.ouroboros.policy.Policy;
import org.ouroboros.policy.directory.DirectoryPolicy;
import org.ouroboros.policy.ipcp.HashAlgorithm;
import org.ouroboros.policy.ipcp.NameHash;

/**
 * While ten thousand names are looked up in a second, the directory is swapped in all members of the layer, again and again: every name is
 * found. Half of the names are kept by other members, and they are more than a directory remembers, so that it has to ask.
 */
public class DirectorySwapIT extends InContainer {
    private static final int MEMBERS = 4;
    private static final int REPLICAS = 2;
    private static final int NAMES = 2_000;
    private static final double PER_S = 10_000;
    private static final int SWAPS_EACH_WAY = Boolean.getBoolean("ouroboros.soak") ? 1_000 : 20;
    private static final Duration WATCH = Duration.ofMillis(20);
    private static final String SECOND = "second";

    private List<NameHash> names = List.of();

    /** Members in a row, and names at the last one. */
    @Before
    public void makeLayer() throws Exception {
        irm().bootstrap(
                        member(0),
                        Optional.of("unicast"),
                        new LayerSpec("net", Map.of("dht_k", Integer.toString(REPLICAS))),
                        true);
        for (int i = 1; i < MEMBERS; i++) {
            for (String end : List.of("left", "right")) {
                irm().createIpcp(end + i, "virtual");
                irm().bootstrap(end + i, new LayerSpec("link" + i, Map.of()));
            }
            irm().register(member(i - 1), "left" + i);
            irm().enrol(member(i), Optional.of("unicast"), member(i - 1), Optional.of("net"), true);
            irm().connect(member(i), member(i - 1), Set.of(LayerComponent.values()), QosSpec.RAW);
        }
        HashAlgorithm hash = HashAlgorithm.SHA3_256;
        names = IntStream.range(0, NAMES)
                .mapToObj(i -> NameHash.of("name " + i, hash))
                .toList();
        Inside inside = new Inside(irm());
        for (NameHash name : names) {
            of(inside.loop(), () -> inside.member(member(MEMBERS - 1)).register(name));
        }
        for (NameHash name : names) {
            eventually(() ->
                    assertTrue(of(inside.loop(), () -> inside.member(member(0)).query(name))));
        }
    }

    private static String member(int number) {
        return "net." + number;
    }

    /** Something that is asked for on the loop. */
    private interface Request<T> {
        CompletableFuture<T> make() throws Exception;
    }

    private static <T> T of(IpcpLoop loop, Request<T> request) throws Exception {
        return loop.call(request::make)
                .thenCompose(answer -> answer)
                .get(Eventually.LIMIT.toSeconds(), TimeUnit.SECONDS);
    }

    @Test
    public void everyNameIsFoundWhileTheDirectoryIsSwapped() throws Exception {
        Inside inside = new Inside(irm());
        IpcpLoop loop = inside.loop();
        ServiceRegistration<?> second = offerSecond();
        LookUps lookUps = loop.call(() -> new LookUps(loop, inside.member(member(0)), names, PER_S))
                .get();
        loop.execute(lookUps::begin);
        try {
            for (int i = 0; i < SWAPS_EACH_WAY; i++) {
                swap(SECOND);
                swap("dht");
            }
        } finally {
            loop.execute(lookUps::end);
            second.unregister();
        }
        eventually(() -> assertTrue(loop.call(lookUps::over).get()));
        System.out.println(2 * SWAPS_EACH_WAY + " swaps in " + MEMBERS + " members: " + lookUps);
        assertEquals(lookUps.toString(), 0, (long) loop.call(lookUps::failed).get());
        assertTrue(lookUps.toString(), lookUps.asked() > NAMES);
    }

    /** The same policy under another name: one directory is shipped. */
    private ServiceRegistration<?> offerSecond() throws Exception {
        ServiceReference<DirectoryPolicy> first = context.getServiceReference(DirectoryPolicy.class);
        DirectoryPolicy another =
                context.getService(first).getClass().getConstructor().newInstance();
        context.ungetService(first);
        return context.registerService(
                DirectoryPolicy.class,
                another,
                FrameworkUtil.asDictionary(Map.of(Policy.KIND, DirectoryPolicy.KIND, Policy.NAME, SECOND)));
    }

    private void swap(String policy) throws Exception {
        long number = irm().swaps()
                .swap(new SwapSpec(DirectoryPolicy.KIND, policy, Set.of(), WATCH, "test"))
                .number();
        eventually(() -> {
            SwapInfo latest = irm().swaps().history().getLast();
            assertEquals(number, latest.number());
            assertEquals(latest.toString(), SwapState.ACCEPTED, latest.state());
            assertEquals(MEMBERS, latest.steps().size());
        });
    }
}
