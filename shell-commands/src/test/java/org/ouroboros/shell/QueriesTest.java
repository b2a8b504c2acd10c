// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ouroboros.api.FlowState;
import org.ouroboros.api.QosSpec;
import org.ouroboros.api.irm.BoundProgram;
import org.ouroboros.api.irm.CounterInfo;
import org.ouroboros.api.irm.DropReason;
import org.ouroboros.api.irm.FlowInfo;
import org.ouroboros.api.irm.IpcpTypeInfo;
import org.ouroboros.api.irm.LayerComponent;
import org.ouroboros.api.irm.LayerView;
import org.ouroboros.api.irm.LayerView.Adjacency;
import org.ouroboros.api.irm.LayerView.DirectoryItem;
import org.ouroboros.api.irm.LayerView.Link;
import org.ouroboros.api.irm.LayerView.Route;
import org.ouroboros.api.irm.NameInfo;
import org.ouroboros.api.irm.NameSpec;
import org.ouroboros.api.irm.Origin;
import org.ouroboros.api.irm.PeerInfo;
import org.ouroboros.api.irm.PolicyInfo;
import org.ouroboros.api.irm.ProcessInfo;
import org.ouroboros.api.irm.ProgramBinding;
import org.ouroboros.api.irm.SlotInfo;

/** The tables of a system. */
class QueriesTest {
    private final RecordingIrm irm = new RecordingIrm();
    private final GogoSession session = new GogoSession(irm);

    @AfterEach
    void close() {
        session.close();
    }

    @Test
    void ipcps() throws Exception {
        irm.ipcps = List.of(
                RecordingIrm.member(3, "udp-b", "udp4", "udpnet", "n1", "n2"), RecordingIrm.ipcp(12, "v", "virtual"));
        assertEquals("""
            id  name   type     layer   state        flows  origin  names  waiting
             3  udp-b  udp4     udpnet  operational      0  kept    n1 n2  -
            12  v      virtual  -       created          0  kept    -      -
            """, session.execute("ouroboros:ipcps"));
    }

    @Test
    void typesAndTheirOptions() throws Exception {
        irm.types = List.of(
                new IpcpTypeInfo(
                        "virtual",
                        List.of(new IpcpTypeInfo.Option("loss", "packets lost, in per mille", "0")),
                        "org.ouroboros.ipcp.virtual 0.1.0"),
                RecordingIrm.type("local", "hash"));
        assertEquals("""
            type     bundle
            local    org.example.local 1.0.0
            virtual  org.ouroboros.ipcp.virtual 0.1.0

            type     option  default  description
            local    hash    -        sets hash
            virtual  loss    0        packets lost, in per mille
            """, session.execute("types"));
    }

    @Test
    void names() throws Exception {
        irm.names = List.of(
                new NameInfo(
                        NameSpec.of("n", "spillover"),
                        List.of(new BoundProgram(new ProgramBinding("p", "n", true, List.of()), Origin.KEPT)),
                        List.of(4L, 5L),
                        List.of(),
                        List.of("udp-b"),
                        Origin.KEPT,
                        Optional.empty()),
                RecordingIrm.name("other", "round-robin"));
        assertEquals("""
            name   balancing    programs  processes  ipcps  registered  origin  waiting
            n      spillover    p         4 5        -      udp-b       kept    -
            other  round-robin  -         -          -      -           kept    -
            """, session.execute("names"));
    }

    @Test
    void processes() throws Exception {
        irm.processes = List.of(
                new ProcessInfo(41, "org.ouroboros.app.oping.server", List.of("a", "b"), 2, Integer.MAX_VALUE),
                new ProcessInfo(7, "p", List.of(), 0, 10));
        assertEquals("""
            id  program                         flows  limit  names
            41  org.ouroboros.app.oping.server      2      -  a b
             7  p                                   0     10  -
            """, session.execute("processes"));
    }

    @Test
    void flows() throws Exception {
        irm.flows = List.of(
                new FlowInfo(
                        1,
                        "n",
                        FlowInfo.Side.CLIENT,
                        "org.ouroboros.app.oping",
                        Optional.empty(),
                        QosSpec.RAW,
                        FlowState.UP,
                        "",
                        "",
                        new FlowInfo.Counters(3, 192, 2, 128, Map.of())),
                new FlowInfo(
                        64,
                        "n",
                        FlowInfo.Side.SERVER,
                        "p",
                        Optional.of("udp-b"),
                        QosSpec.DATA,
                        FlowState.PEER_DEAD,
                        "frcp, aes-256-gcm",
                        "X25519, sha256, peer n",
                        new FlowInfo.Counters(0, 0, 0, 0, Map.of(DropReason.QUEUE_FULL, 10L, DropReason.UNSENT, 1L))));
        assertEquals("""
            id  name  side    owner                    ipcp    qos   state      policies           agreed                  sent  bytes  received  bytes  dropped
             1  n     client  org.ouroboros.app.oping  direct  raw   up         -                  -                          3    192         2    128        0
            64  n     server  p                        udp-b   data  peer-dead  frcp, aes-256-gcm  X25519, sha256, peer n     0      0         0      0       11
            """, session.execute("flows"));
    }

    @Test
    void policiesAndTheirSlots() throws Exception {
        irm.policies =
                List.of(new PolicyInfo("balancing", "round-robin", "org.ouroboros.balancing.roundrobin", "0.1.0"));
        irm.slots = List.of(new SlotInfo("name n", "balancing", "spillover", "round-robin (stand-in)", 2, "held"));
        assertEquals("""
            kind       name         bundle                              version
            balancing  round-robin  org.ouroboros.balancing.roundrobin  0.1.0

            slot    kind       wanted     in use                  generation  latest
            name n  balancing  spillover  round-robin (stand-in)           2  held
            """, session.execute("policies"));
    }

    @Test
    void counters() throws Exception {
        irm.counters =
                List.of(new CounterInfo("flows", "dropped: queue full", 7), new CounterInfo("IPCP v", "lost", 120));
        assertEquals("""
            component  counter              value
            flows      dropped: queue full      7
            IPCP v     lost                   120
            """, session.execute("counters"));
    }

    @Test
    void peers() throws Exception {
        irm.peers = List.of(
                new PeerInfo("far", "192.0.2.1", Optional.of(3436), Origin.KEPT),
                new PeerInfo(
                        "net", "2001:db8::1", Optional.empty(), new Origin.Declared("org.ouroboros.irm.peer~n.cfg")));
        assertEquals("""
            name  address      port  origin
            far   192.0.2.1    3436  kept
            net   2001:db8::1     -  org.ouroboros.irm.peer~n.cfg
            """, session.execute("irm ipcp peer list"));
        assertEquals(
                "[{\"name\":\"far\",\"address\":\"192.0.2.1\",\"port\":3436,\"origin\":\"kept\"},"
                        + "{\"name\":\"net\",\"address\":\"2001:db8::1\",\"port\":null,"
                        + "\"origin\":\"org.ouroboros.irm.peer~n.cfg\"}]\n",
                session.execute("irm ipcp peer list --json"));
    }

    @Test
    void whatMembersKnowOfTheirLayers() throws Exception {
        irm.ipcps = List.of(
                RecordingIrm.member(1, "a", "unicast", "net"),
                RecordingIrm.member(2, "b", "unicast", "net"),
                RecordingIrm.member(3, "u", "udp4", "udpnet"),
                RecordingIrm.ipcp(4, "new", "unicast"));
        irm.views = Map.of(
                "a",
                new LayerView(
                        Optional.of("17"),
                        List.of(
                                new Adjacency(Optional.of("b"), "18", LayerComponent.DATA_TRANSFER, true, 0),
                                new Adjacency(Optional.empty(), "19", LayerComponent.MANAGEMENT, false, 12)),
                        List.of(new Link("17", "18", -1, Duration.ofMillis(1_250), true)),
                        List.of(new Route("19", List.of("18", "20"))),
                        List.of(
                                new DirectoryItem("own", "c0ffee", "17", Optional.empty()),
                                new DirectoryItem("contact", "beef", "18", Optional.of(Duration.ofMinutes(15))))),
                "b",
                new LayerView(
                        Optional.of("18"),
                        List.of(),
                        List.of(new Link("18", "17", 7, Duration.ZERO, false)),
                        List.of(),
                        List.of()));
        assertEquals("""
            ipcp  own address  neighbour  address  component      state  waiting
            a     17           b          18       data-transfer  up           0
            a     17           -          19       management     down        12
            """, session.execute("ouroboros:adjacencies"));
        assertEquals("""
            ipcp  from  to              sequence  age (s)  usable
            a     17    18  18446744073709551615      1.3  yes
            b     18    17                     7      0.0  no
            """, session.execute("lsdb"));
        assertEquals("""
            ipcp  from  to  sequence  age (s)  usable
            b     18    17         7      0.0  no
            """, session.execute("lsdb b"));
        assertEquals("""
            ipcp  destination  next hops
            a     19           18 20
            """, session.execute("routes"));
        assertEquals("""
            ipcp  kind     key     address  remaining (s)
            a     own      c0ffee  17                   -
            a     contact  beef    18               900.0
            """, session.execute("dht a"));
        assertEquals(
                "[{\"ipcp\":\"a\",\"address\":\"17\",\"entry\":{\"destination\":\"19\",\"nextHops\":[\"18\",\"20\"]}}]\n",
                session.execute("routes --json"));
        Exception wrong = assertThrows(Exception.class, () -> session.execute("routes a b"));
        assertEquals("'b' is one word too many; usage: routes [IPCP]", wrong.toString());
    }

    @ParameterizedTest
    @CsvSource({"adjacencies, neighbours", "lsdb, links", "routes, routes", "dht, directory"})
    void whoKnowsNothingOfItsLayerIsRefusedByTheNamesOfThoseWhoDo(String command, String shown) {
        irm.ipcps =
                List.of(RecordingIrm.member(1, "a", "unicast", "net"), RecordingIrm.member(2, "u", "udp4", "udpnet"));
        irm.views = Map.of("a", new LayerView(Optional.of("17"), List.of(), List.of(), List.of(), List.of()));
        Exception refused = assertThrows(Exception.class, () -> session.execute(command + " u"));
        assertEquals("IPCP 'u' is of a type that has no " + shown + "; use one of a", refused.toString());
        irm.ipcps = List.of(irm.ipcps.getLast());
        Exception alone = assertThrows(Exception.class, () -> session.execute(command + " u"));
        assertEquals("IPCP 'u' is of a type that has no " + shown + "; there is none", alone.toString());
    }

    @Test
    void loops() throws Exception {
        assertEquals("""
            loop    tasks  failed  longest task (us)  timers  held up by
            shared     12       0                  3       1  -
            """, session.execute("loops"));
    }

    @Test
    void withoutAnIrmTheErrorSaysWhatToStart() {
        try (GogoSession lonely = new GogoSession(null)) {
            Exception failure = assertThrows(Exception.class, () -> lonely.execute("flows"));
            assertEquals("the IRM is not running: start org.ouroboros.irm and org.ouroboros.loop", failure.toString());
        }
    }
}
