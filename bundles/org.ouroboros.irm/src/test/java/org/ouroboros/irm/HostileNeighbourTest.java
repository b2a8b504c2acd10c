// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.irm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.ouroboros.api.Flow;
import org.ouroboros.api.FlowState;
import org.ouroboros.api.QosSpec;
import org.ouroboros.api.irm.LayerView;
import org.ouroboros.ipcp.unicast.wire.CepMessage;
import org.ouroboros.ipcp.unicast.wire.EnrolmentRequest;
import org.ouroboros.ipcp.unicast.wire.FlowMessage;
import org.ouroboros.ipcp.unicast.wire.LinkStateMessage;
import org.ouroboros.policy.ipcp.HashAlgorithm;
import org.ouroboros.policy.ipcp.NameHash;

/**
 * A neighbour that introduces itself as members do and then sends truncated, mutated and random messages to every component of a member:
 * flows, adjacencies and tables of those who behave stay what they were.
 */
class HostileNeighbourTest {
    private static final System.Logger LOG = System.getLogger(HostileNeighbourTest.class.getName());
    private static final int MESSAGES = Boolean.getBoolean("ouroboros.soak") ? 1_000_000 : 100_000;
    private static final String NET = "net";
    private static final int FRIEND = 0;
    private static final int VICTIM = 1;
    private static final int ATTACKER = 2;

    /** An address that nobody has. */
    private static final long STRANGER = 0x0BADCAFEL;

    private final SplittableRandom random = new SplittableRandom(23);
    private final Network network = new Network(23, 3);
    private int victim;

    @Test
    void whateverANeighbourSendsFlowsAndTablesOfTheOthersStay() {
        network.wire(FRIEND, VICTIM, Map.of("delay_ms", "1"));
        network.wire(VICTIM, ATTACKER, Map.of());
        network.bootstrap(NET, FRIEND, Map.of());
        network.reachable(NET, FRIEND, Network.wire(FRIEND, VICTIM) + "." + FRIEND);
        network.enrol(NET, VICTIM, FRIEND);
        network.reachable(NET, VICTIM, Network.wire(VICTIM, ATTACKER) + "." + VICTIM);
        network.serve(NET, FRIEND);
        network.serve(NET, VICTIM);
        network.loop.runFor(Duration.ofSeconds(5));
        victim = addressOfVictim();
        Flow client = network.allocate(NET, FRIEND, VICTIM);
        Flow server = network.accepted(VICTIM);
        List<LayerView.Adjacency> adjacencies = network.view(NET, VICTIM).adjacencies();
        int packets = network.system(VICTIM).pool.outstanding();

        List<Target> targets = Stream.of(Way.values()).map(Target::new).toList();
        for (int message = 0; message < MESSAGES; message++) {
            targets.get(random.nextInt(targets.size())).attack();
            if (message % 64 == 63) {
                SimulatedSystem.send(client, Integer.toString(message));
                network.loop.runFor(Duration.ofMillis(2));
                assertEquals(Integer.toString(message), SimulatedSystem.receive(server));
            }
        }
        LOG.log(Level.INFO, "{0} messages, {1}", MESSAGES, targets);
        network.loop.runFor(Duration.ofMillis(100));
        assertBounded();

        targets.forEach(Target::leave);
        network.loop.runFor(Duration.ofMinutes(3)); // links that are not announced again are gone by then
        assertEquals(adjacencies, network.view(NET, VICTIM).adjacencies());
        assertEquals(2, network.view(NET, VICTIM).links().size());
        assertEquals(1, network.view(NET, VICTIM).routes().size());
        assertEquals(1, network.count(NET, VICTIM, "flows now"));
        SimulatedSystem.send(client, "still here");
        network.loop.runFor(Network.SETTLING);
        assertEquals("still here", SimulatedSystem.receive(server));
        Flow another = network.allocate(NET, VICTIM, FRIEND);
        assertEquals(FlowState.UP, another.state());
        another.deallocate();
        network.loop.runFor(Network.SETTLING);
        assertEquals(packets, network.system(VICTIM).pool.outstanding());
    }

    /** What the victim may hold at most, however long it is attacked. */
    private void assertBounded() {
        assertTrue(network.view(NET, VICTIM).links().size() <= 100_000);
        assertTrue(network.count(NET, VICTIM, "directory: names kept for others") <= 16_384);
        assertTrue(network.count(NET, VICTIM, "flows now") <= 4_096);
        assertTrue(network.count(NET, VICTIM, "directory: contacts") <= 256 * 8);
    }

    /** What the attacker introduces itself as, and good messages to spoil then. */
    private enum Way {
        NOTHING,
        ENROLMENT,
        MANAGEMENT,
        DATA_TRANSFER
    }

    /** A flow to the victim, which is made anew when the victim ends it. */
    private final class Target {
        private final Way way;
        private final List<Flow> flows = new ArrayList<>(); // at most one
        private int made;
        private int sent;

        Target(Way way) {
            this.way = way;
        }

        void attack() {
            if (flows.isEmpty() || flows.getFirst().state() != FlowState.UP) {
                leave();
                Optional<Flow> flow = begin();
                flow.ifPresent(flows::add);
            }
            if (!flows.isEmpty()) {
                byte[] message = spoilt(good());
                if (message.length > 0 && flows.getFirst().tryWrite(ByteBuffer.wrap(message))) {
                    sent++;
                }
                SimulatedSystem.receive(flows.getFirst());
                if (way == Way.NOTHING && random.nextInt(8) == 0) {
                    leave(); // once it is taken for a member's introduction, what follows is another way
                }
            }
        }

        void leave() {
            flows.forEach(Flow::deallocate);
            flows.clear();
        }

        private Optional<Flow> begin() {
            made++;
            Flow flow = network.system(ATTACKER).allocate(Network.ipcp(NET, VICTIM));
            switch (way) {
                case NOTHING -> {}
                case ENROLMENT -> introduce(flow, "Enrollment", "OEP", 1, 0, 0);
                case MANAGEMENT -> introduce(flow, "Management", "LSP", 1, 0, STRANGER);
                case DATA_TRANSFER -> introduce(flow, "Data Transfer", "dtp", 1, 2, STRANGER);
            }
            return Optional.of(flow);
        }

        private static void introduce(
                Flow flow, String component, String protocol, int version, int syntax, long address) {
            CepMessage message = new CepMessage(component, protocol, version, syntax, address, Optional.empty());
            flow.tryWrite(ByteBuffer.wrap(message.encode()));
        }

        private byte[] good() {
            return switch (way) {
                case NOTHING ->
                    new CepMessage("Management", "LSP", 1, 0, random.nextInt() & 0xFFFFFFFFL, Optional.of("net.7"))
                            .encode();
                case ENROLMENT -> new EnrolmentRequest(random.nextLong()).encode();
                case MANAGEMENT ->
                    new LinkStateMessage(STRANGER, random.nextInt(1, 1 << 16), random.nextLong(), random.nextBoolean())
                            .encode();
                case DATA_TRANSFER -> random.nextBoolean() ? flowMessage() : directoryMessage();
            };
        }

        private byte[] flowMessage() {
            FlowMessage message = switch (random.nextInt(5)) {
                case 0 -> request();
                case 1 -> new FlowMessage.Reply(random.nextLong(), random.nextLong(), 0, new byte[36]);
                case 2 -> new FlowMessage.Update(random.nextLong(), random.nextInt(1 << 16));
                case 3 -> new FlowMessage.Repetition(request());
                default -> new FlowMessage.Deallocation(random.nextLong(), random.nextLong());
            };
            return behindHeader(random.nextInt(8) == 0 ? random.nextLong() : 0, message.encode());
        }

        private FlowMessage.Request request() {
            return new FlowMessage.Request(
                    STRANGER,
                    random.nextLong(),
                    QosSpec.RAW,
                    NameHash.of("name-" + random.nextInt(), HashAlgorithm.SHA3_256),
                    new byte[36]);
        }

        private byte[] directoryMessage() {
            return behindHeader(1, DIRECTORY.get(random.nextInt(DIRECTORY.size())));
        }

        private byte[] behindHeader(long eid, byte[] message) {
            return ByteBuffer.allocate(15 + message.length)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putInt(random.nextInt(8) == 0 ? random.nextInt() : victim)
                    .put((byte) random.nextInt(4))
                    .put((byte) random.nextInt(256))
                    .put((byte) random.nextInt(64))
                    .putLong(eid)
                    .put(message)
                    .array();
        }

        @Override
        public String toString() {
            return way + ": " + made + " flows, " + sent + " messages";
        }
    }

    /** A request for a value and an entry to store, as the prototype sends them. */
    private static final List<byte[]> DIRECTORY = Stream.of(
                    "080312280a20091ee46c1393ba3da200023816f237cd4088c20629af8b0ac1303a2412f08bec108fd6d5a008222c08c6d2d680bc8ac3a65612201de43da4cd9f22dbe7d375a7c365495b77b129eec9c704a982b1375b26887e24",
                    "080012280a20b38833d76b50a18d88fadf0ff1f4c3d26754348097b7bc401e3cb2270f22552c10fcb6d4d1071a320a203dbf673c38a56b01358fa4fbedd863b330c181950f097742539c7b064c37f87e1208000000007a351b7c18ded88fd806")
            .map(HexFormat.of()::parseHex)
            .toList();

    /** {@return the victim's address, which it shows as the bytes of the header} */
    private int addressOfVictim() {
        String text = network.view(NET, VICTIM).address().orElseThrow().replace(".", "");
        return ByteBuffer.wrap(HexFormat.of().parseHex(text))
                .order(ByteOrder.LITTLE_ENDIAN)
                .getInt();
    }

    private byte[] spoilt(byte[] good) {
        return switch (random.nextInt(4)) {
            case 0 -> Arrays.copyOf(good, random.nextInt(good.length)); // cut off
            case 1 -> good;
            case 2 -> {
                byte[] mutated = Arrays.copyOf(good, good.length + random.nextInt(3));
                for (int i = random.nextInt(1, 5); i > 0; i--) {
                    mutated[random.nextInt(mutated.length)] = (byte) random.nextInt();
                }
                yield mutated;
            }
            default -> {
                byte[] noise = new byte[random.nextInt(300)];
                random.nextBytes(noise);
                yield noise;
            }
        };
    }
}
