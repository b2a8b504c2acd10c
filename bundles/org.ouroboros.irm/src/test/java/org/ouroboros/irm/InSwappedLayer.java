// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.irm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.ouroboros.api.irm.IrmException;
import org.ouroboros.api.irm.LayerSwapInfo;
import org.ouroboros.api.irm.LayerSwapSpec;
import org.ouroboros.api.irm.SwapInfo;
import org.ouroboros.ipcp.unicast.wire.FlowMessage;
import org.ouroboros.ipcp.unicast.wire.Pci;
import org.ouroboros.packet.Packet;

/** A layer of whole systems in which policies are swapped, on virtual time. */
abstract class InSwappedLayer {
    static final String NET = "net";
    static final int SIZE = 6;
    static final int SEEDS = Boolean.getBoolean("ouroboros.soak") ? 2_000 : 20;
    static final Duration WATCH = Duration.ofMillis(500);
    static final Duration PATIENT = Duration.ofMinutes(1);
    static final int HEADERS = Pci.BYTES + FlowMessage.HEADER_BYTES; // in front of a word

    Network network = new Network(50, SIZE);

    void ring() {
        network.ring(NET, Map.of());
        network.loop.runFor(Duration.ofSeconds(1));
    }

    static LayerSwapSpec spec(String kind, String policy, Duration watch) {
        return new LayerSwapSpec(NET, kind, policy, watch, "alice");
    }

    LayerSwaps swaps(int system) {
        return network.system(system).irm.layerSwaps();
    }

    LayerSwapInfo swap(int system, String kind, String policy, Duration watch) {
        return network.loop.await(swaps(system).swap(spec(kind, policy, watch)));
    }

    String refusal(CompletableFuture<?> asked) {
        return Objects.requireNonNull(assertThrows(IrmException.class, () -> network.loop.await(asked))
                .getMessage());
    }

    SwapInfo latest(int system) {
        return network.system(system).irm.swaps().history().getLast();
    }

    String inUse(int system, String kind) {
        return network.system(system).irm.slots().stream()
                .filter(slot -> slot.kind().equals(kind) && slot.slot().equals("IPCP " + Network.ipcp(NET, system)))
                .findFirst()
                .orElseThrow()
                .inUse()
                .replaceAll(" .*", "");
    }

    /** {@return what members use, each policy once} */
    List<String> inUse(String kind) {
        return IntStream.range(0, network.size())
                .mapToObj(i -> inUse(i, kind))
                .distinct()
                .toList();
    }

    boolean allEnded() {
        return IntStream.range(0, network.size())
                .mapToObj(i -> network.system(i).irm.swaps().history())
                .allMatch(swaps -> swaps.isEmpty() || swaps.getLast().state().ended());
    }

    static LongStream seeds() {
        return LongStream.range(0, SEEDS);
    }

    /** {@return an instant at which something happens in a swap that is watched for {@link #WATCH}} */
    static Duration instant(SplittableRandom random) {
        long micros = random.nextLong(60_000);
        return random.nextInt(3) == 0
                ? Duration.ofMillis(random.nextLong(600))
                : Duration.ofNanos(1_000 * micros).plus(random.nextBoolean() ? Duration.ZERO : WATCH);
    }

    void everyoneReachesEveryone() {
        for (int i = 0; i < network.size(); i++) {
            assertEquals(network.size() - 1, network.view(NET, i).routes().size(), "routes of member " + i);
        }
    }

    /** {@return the order that a packet of the layer carries, if it carries one} */
    static Optional<LayerWord.Order> order(Packet packet) {
        return word(bytes(packet)).filter(LayerWord.Order.class::isInstance).map(LayerWord.Order.class::cast);
    }

    static Optional<LayerWord> word(byte[] packet) {
        return packet.length < HEADERS
                ? Optional.empty()
                : LayerWordFormat.decode(Arrays.copyOfRange(packet, HEADERS, packet.length));
    }

    static byte[] bytes(Packet packet) {
        byte[] bytes = new byte[packet.length()];
        MemorySegment.copy(packet.segment(), ValueLayout.JAVA_BYTE, packet.offset(), bytes, 0, bytes.length);
        return bytes;
    }
}
