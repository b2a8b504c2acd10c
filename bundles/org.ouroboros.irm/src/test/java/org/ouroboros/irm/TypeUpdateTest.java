// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.irm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.ouroboros.irm.SimulatedSystem.receive;
import static org.ouroboros.irm.SimulatedSystem.send;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ouroboros.api.Flow;
import org.ouroboros.api.FlowDown;
import org.ouroboros.api.FlowRefused;
import org.ouroboros.api.FlowState;
import org.ouroboros.api.QosSpec;
import org.ouroboros.api.irm.IpcpInfo;
import org.ouroboros.api.irm.IpcpState;
import org.ouroboros.api.irm.SystemEvent;
import org.ouroboros.ipcp.local.LocalIpcpType;
import org.ouroboros.ipcp.virtual.VirtualIpcpType;
import org.ouroboros.irm.SimulatedSystem.Running;
import org.ouroboros.policy.ipcp.Allocation;
import org.ouroboros.policy.ipcp.Ipcp;
import org.ouroboros.policy.ipcp.IpcpHost;
import org.ouroboros.policy.ipcp.IpcpType;
import org.ouroboros.policy.ipcp.LayerConfig;
import org.ouroboros.policy.ipcp.LayerInfo;
import org.ouroboros.policy.ipcp.LayerOption;
import org.ouroboros.policy.ipcp.LayerTraits;
import org.ouroboros.policy.ipcp.MemberState;
import org.ouroboros.policy.ipcp.NameHash;

/** What becomes of flows when the bundle of an IPCP type is updated, restarted or gone. */
class TypeUpdateTest {
    private static final String NAME = "name";
    private static final Duration DELAY = Duration.ofMillis(20);

    private final SimulatedSystem system = new SimulatedSystem(6);

    @AfterEach
    void everyPacketIsBackInThePool() {
        system.loop.await(system.irm.close());
        system.loop.runFor(Duration.ofMinutes(3));
        assertEquals(0, system.pool.outstanding());
    }

    @ParameterizedTest
    @ValueSource(strings = {"local", "virtual"})
    void flowsAreHeldWhileATypeIsAwayAndGoOnWhenItIsBack(String type) {
        Running server = serve(type);
        Flow client = allocate();
        Flow accepted = server.server().latest();
        exchange(client, accepted);

        IpcpType gone = remove(type);
        system.loop.runFor(Duration.ofSeconds(20));
        assertEquals(FlowState.UP, client.state());
        assertEquals(FlowState.UP, accepted.state());
        assertTrue(system.irm.ipcps().stream().allMatch(ipcp -> ipcp.state() == IpcpState.WAITING_FOR_TYPE));

        back(type);
        assertTrue(system.irm.ipcps().stream().allMatch(ipcp -> ipcp.state() == IpcpState.OPERATIONAL));
        exchange(client, accepted);
        exchange(accepted, client);
        assertEquals(
                1,
                system.irm.ipcps().stream()
                        .map(IpcpInfo::registered)
                        .filter(List.of(NAME)::equals)
                        .count());
        exchange(allocate(), server.server().latest());
        assertFalse(gone.options().isEmpty());
    }

    @Test
    void writersWaitWhileTheirFlowIsHeldAndNothingIsLost() {
        Running server = serve("virtual");
        Flow client = allocate();
        send(client, "under way");
        system.settle();
        remove("virtual");
        int written = 0;
        while (client.tryWrite(ByteBuffer.wrap(("held " + written).getBytes(StandardCharsets.UTF_8)))) {
            written++;
            system.settle();
        }
        assertEquals(64, written);
        back("virtual");
        system.loop.runFor(DELAY);
        Flow accepted = server.server().latest();
        assertEquals("under way", receive(accepted));
        for (int i = 0; i < written; i++) {
            assertEquals("held " + i, receive(accepted));
        }
        assertEquals("nothing", receive(accepted));
    }

    @Test
    void reliableFlowsGoOnWhereTheyWere() {
        system.installProtection();
        Running server = serve("virtual");
        Flow client = system.loop.await(system.request(NAME, QosSpec.DATA.withBer(0)));
        Flow accepted = server.server().latest();
        int received = 0;
        for (int i = 0; i < 200; i++) {
            if (i % 40 == 20) {
                remove("virtual");
            }
            if (i % 40 == 30) {
                back("virtual");
            }
            client.tryWrite(ByteBuffer.wrap(Integer.toString(received).getBytes(StandardCharsets.UTF_8)));
            system.loop.runFor(Duration.ofMillis(50));
            for (String text = receive(accepted); !text.equals("nothing"); text = receive(accepted)) {
                received++;
            }
        }
        assertTrue(received > 100, received + " messages");
        assertEquals(FlowState.UP, client.state());
    }

    @Test
    void aFlowIsHeldForATypeForABoundedTime() {
        Running server = serve("virtual");
        Flow client = allocate();
        send(client, "under way");
        system.settle();
        remove("virtual");
        system.loop.runFor(HeldMember.LIMIT.plusMillis(10));
        FlowDown down = assertThrows(FlowDown.class, () -> client.tryWrite(ByteBuffer.allocate(1)));
        assertTrue(down.toString().contains("did not come back within 30 s"), down.toString());
        assertEquals(FlowState.DOWN, server.server().latest().state());

        back("virtual");
        exchange(allocate(), server.server().latest());
        assertEquals(FlowState.DOWN, client.state());
    }

    @Test
    void whoReleasesAFlowThatIsHeldReleasesItForThePeerToo() {
        Running server = serve("virtual");
        Flow client = allocate();
        remove("virtual");
        client.deallocate();
        system.settle();
        assertEquals(FlowState.UP, server.server().latest().state());
        back("virtual");
        system.loop.runFor(DELAY);
        assertEquals(FlowState.PEER_DEALLOCATED, server.server().latest().state());
    }

    @Test
    void theReleaseOfAPeerThatWasUnderWayIsTold() {
        Running server = serve("virtual");
        Flow client = allocate();
        send(client, "last words");
        client.deallocate();
        system.settle();
        remove("virtual");
        back("virtual");
        assertEquals("last words", receive(server.server().latest()));
        assertEquals(FlowState.PEER_DEALLOCATED, server.server().latest().state());
    }

    @Test
    void aFlowThatIsNotAcceptedYetIsRefusedWhenTheTypeGoes() {
        serve("virtual");
        CompletableFuture<Flow> asked = system.request(NAME);
        system.settle();
        remove("virtual");
        system.settle();
        FlowRefused refused = assertThrows(FlowRefused.class, () -> system.loop.await(asked));
        assertEquals(FlowRefused.Reason.LAYER_DOWN, refused.reason());
        back("virtual");
        allocate();
    }

    @Test
    void anIpcpThatIsDestroyedWhileItIsHeldTakesItsFlowsDown() {
        Running server = serve("virtual");
        Flow client = allocate();
        remove("virtual");
        system.irm.destroyIpcp("a");
        assertEquals(FlowState.DOWN, client.state());
        assertEquals(FlowState.UP, server.server().latest().state());
        back("virtual");
        system.loop.runFor(Duration.ofSeconds(2));
        assertEquals(FlowState.DOWN, server.server().latest().state());
    }

    @Test
    void anotherProviderTakesTheFlowsOverAtOnce() {
        Running server = serve("virtual");
        Flow client = allocate();
        system.irm.addType("virtual", new VirtualIpcpType(), "successor");
        system.irm.removeType(system.virtual);
        system.settle();
        assertEquals("successor", system.irm.ipcpTypes().getLast().bundle());
        exchange(client, server.server().latest());
    }

    @Test
    void aSuccessorThatDoesNotTakeTheStateCostsTheFlowsAndJoinsAnew() {
        Running server = serve("virtual");
        Flow client = allocate();
        send(client, "under way");
        remove("virtual");
        system.irm.addType("virtual", new EarlierType(), "earlier");
        system.settle();
        FlowDown down = assertThrows(FlowDown.class, () -> client.tryWrite(ByteBuffer.allocate(1)));
        assertTrue(
                down.toString().contains("its type takes states up to version 0, and this one has version 1"),
                down.toString());
        assertEquals(FlowState.DOWN, server.server().latest().state());
        assertTrue(system.irm.ipcps().stream().allMatch(ipcp -> ipcp.state() == IpcpState.OPERATIONAL));
        exchange(allocate(), server.server().latest());
    }

    @Test
    void aSuccessorThatFailsOnceItHasThePacketsCostsTheFlowsAndJoinsAnew() {
        Running server = serve("virtual");
        Flow client = allocate();
        send(client, "under way");
        system.settle();
        remove("virtual");
        system.irm.addType("virtual", new FailingType(), "failing");
        system.settle();
        FlowDown down = assertThrows(FlowDown.class, () -> client.tryWrite(ByteBuffer.allocate(1)));
        assertTrue(down.toString().contains("it does not know what to do with the flows"), down.toString());
        assertEquals(FlowState.DOWN, server.server().latest().state());
        assertTrue(system.irm.ipcps().stream().allMatch(ipcp -> ipcp.state() == IpcpState.OPERATIONAL));
        exchange(allocate(), server.server().latest());
    }

    @Test
    void flowsAreHeldStillWhileATypeIsBackThatMakesNoIpcps() {
        Running server = serve("virtual");
        Flow client = allocate();
        remove("virtual");
        OtherType broken = new BrokenType();
        system.irm.addType("virtual", broken, "broken");
        system.settle();
        system.irm.removeType(broken);
        system.settle();
        assertEquals(FlowState.UP, client.state());
        back("virtual");
        exchange(client, server.server().latest());
    }

    /** A type with another one behind it. */
    private static class OtherType implements IpcpType {
        private final IpcpType type = new VirtualIpcpType();

        @Override
        public LayerTraits traits() {
            return type.traits();
        }

        @Override
        public List<LayerOption> options() {
            return type.options();
        }

        @Override
        public Ipcp create(IpcpHost host) {
            return type.create(host);
        }
    }

    /** A type that was made before there were states of this version. */
    private static final class EarlierType extends OtherType {
        @Override
        public int stateVersion() {
            return 0;
        }
    }

    /** A type that cannot make an IPCP. */
    private static final class BrokenType extends OtherType {
        @Override
        public Ipcp create(IpcpHost host) {
            throw new IllegalStateException("a class is missing");
        }
    }

    /** A type whose IPCPs take the packets of a state, and fail then. */
    private static final class FailingType extends OtherType {
        @Override
        public Ipcp create(IpcpHost host) {
            return new Failing(super.create(host));
        }
    }

    /** Fails when it is to go on from a state, and does what another IPCP does otherwise. */
    private record Failing(Ipcp ipcp) implements Ipcp {
        @Override
        public CompletableFuture<LayerInfo> bootstrap(LayerConfig config) {
            return ipcp.bootstrap(config);
        }

        @Override
        public CompletableFuture<Void> register(NameHash name) {
            return ipcp.register(name);
        }

        @Override
        public CompletableFuture<Void> unregister(NameHash name) {
            return ipcp.unregister(name);
        }

        @Override
        public CompletableFuture<Boolean> query(NameHash name) {
            return ipcp.query(name);
        }

        @Override
        public CompletableFuture<Allocation.Reply> allocate(Allocation request) {
            return ipcp.allocate(request);
        }

        @Override
        public LayerInfo resume(MemberState state) {
            state.release();
            throw new IllegalStateException("it does not know what to do with the flows");
        }

        @Override
        public void close() {
            ipcp.close();
        }
    }

    @Test
    void eventsTellThatAnIpcpIsHeldAndGoesOn() {
        serve("local");
        system.told();
        remove("local");
        assertEquals(List.of(SystemEvent.IPCP_HELD, SystemEvent.TYPE_GONE), system.told());
        back("local");
        assertTrue(system.told().containsAll(List.of(SystemEvent.TYPE_INSTALLED, SystemEvent.IPCP_RESUMED)));
    }

    /** A process that is reached over a layer of the type. */
    private Running serve(String type) {
        system.bootstrap("b", type, "layer", type.equals("virtual") ? Map.of("delay_ms", "20") : Map.of());
        if (type.equals("virtual")) {
            system.bootstrap("a", type, "layer", Map.of());
        }
        system.bind("server", NAME);
        system.register(NAME, "b");
        return system.run("server");
    }

    private Flow allocate() {
        Flow client = system.allocate(NAME);
        system.settle(); // the server has it too
        return client;
    }

    private IpcpType remove(String type) {
        IpcpType leaving = type.equals("local") ? system.local : system.virtual;
        system.irm.removeType(leaving);
        return leaving;
    }

    /** The type comes back with the classes of another bundle, as far as the system can tell. */
    private void back(String type) {
        system.irm.addType(type, type.equals("local") ? new LocalIpcpType() : new VirtualIpcpType(), "again");
        system.settle();
    }

    private void exchange(Flow from, Flow to) {
        send(from, "hello");
        system.loop.runFor(DELAY.plusMillis(1));
        assertEquals("hello", receive(to));
        assertTrue(system.irm.flows().stream()
                .anyMatch(end -> end.id() == from.id() && !end.ipcp().equals(Optional.empty())));
    }
}
