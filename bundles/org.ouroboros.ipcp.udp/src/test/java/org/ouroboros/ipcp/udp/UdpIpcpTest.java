// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.ipcp.udp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ouroboros.api.FlowRefused.Reason;
import org.ouroboros.api.QosSpec;
import org.ouroboros.policy.ipcp.Allocation;
import org.ouroboros.policy.ipcp.HashAlgorithm;
import org.ouroboros.policy.ipcp.LayerConfig;
import org.ouroboros.policy.ipcp.LayerInfo;
import org.ouroboros.policy.ipcp.LayerRefused;
import org.ouroboros.policy.ipcp.LayerTraits;

/** Options of IPCPs over UDP, and their membership. */
class UdpIpcpTest {
    private final TestLayer layer = new TestLayer(1);

    @AfterEach
    void everyPacketIsBackInThePool() {
        layer.loop.run();
        assertEquals(0, layer.pool.outstanding());
    }

    @Test
    void layersOverUdpPromiseLittleAndArePreferredLast() {
        LayerTraits udp4 = new Udp4IpcpType().traits();
        assertEquals(new LayerTraits(5, false, false, false, Duration.ofSeconds(5)), udp4);
        assertEquals(6, new Udp6IpcpType().traits().preference());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "IP4 | ip=localhost | ip 'localhost' is not a literal address: give one of IPv4 such as 192.0.2.1",
                "IP4 | ip=1.2.3 | ip '1.2.3' is not a literal address: give one of IPv4 such as 192.0.2.1",
                "IP4 | ip=2001:db8::1 | ip '2001:db8::1' is not of IPv4: give one such as 192.0.2.1",
                "IP6 | ip=192.0.2.9 | ip '192.0.2.9' is not of IPv6: give one such as 2001:db8::1",
                "IP4 | ip=0.0.0.0 | ip '0.0.0.0' is not an address of one interface: give one of this machine, such as"
                        + " 192.0.2.1",
                "IP6 | ip=:: | ip '::' is not an address of one interface: give one of this machine, such as"
                        + " 2001:db8::1",
                "IP4 | ip=224.0.0.1 | ip '224.0.0.1' is not an address of one interface: give one of this machine,"
                        + " such as 192.0.2.1",
                "IP4 | ip=255.255.255.255 | ip '255.255.255.255' is not an address of one interface: give one of this"
                        + " machine, such as 192.0.2.1",
                "IP4 | port=1 | option ip is missing: give a literal address of this machine",
                "IP4 | ip=192.0.2.9;port=0 | port '0' is not a number from 1 to 65535",
                "IP4 | ip=192.0.2.9;port=65536 | port '65536' is not a number from 1 to 65535",
                "IP4 | ip=192.0.2.9;port=-1 | port '-1' is not a number from 1 to 65535",
                "IP4 | ip=192.0.2.9;port=x | port 'x' is not a number from 1 to 65535",
                "IP4 | ip=198.51.100.1 | ip 198.51.100.1 is not an address of this machine (Cannot assign requested"
                        + " address): give one of its interfaces",
                "IP4 | ip=192.0.2.2 | port 3435 of 192.0.2.2 cannot be bound (Address already in use): end what uses"
                        + " it, or give another port or ip"
            })
    void anOptionThatCannotWorkIsRefusedWithWhatWould(Family family, String given, String message) {
        layer.wire.foreign("198.51.100.1");
        UdpIpcp ipcp = new UdpIpcp(new TestHost("c", layer.loop, layer.pool), family, layer.wire, TestLayer.LIMITS);
        Map<String, String> options = new HashMap<>();
        for (String option : given.split(";", -1)) {
            options.put(option.substring(0, option.indexOf('=')), option.substring(option.indexOf('=') + 1));
        }
        LayerRefused refused = assertThrows(
                LayerRefused.class, () -> layer.loop.await(ipcp.bootstrap(new LayerConfig("net", options))));
        assertEquals(message, refused.getMessage());
        String good = family == Family.IP4 ? TestLayer.C : "2001:db8::3";
        assertEquals(
                new LayerInfo("net", HashAlgorithm.MD5),
                layer.loop.await(ipcp.bootstrap(new LayerConfig("net", Map.of("ip", good, "port", "65535")))));
    }

    @Test
    void anIpcpIsAMemberOfOneLayer() {
        assertThrows(LayerRefused.class, () -> layer.join(layer.a, TestLayer.C));
    }

    @Test
    void anAddressAndPortAreFreeAgainWhenTheIpcpLeaves() {
        layer.b.close();
        layer.join(layer.ipcp(layer.hostB), TestLayer.B);
    }

    @Test
    void anIpcpOfNoLayerDoesNothing() {
        UdpIpcp alone = layer.ipcp(layer.hostA);
        assertThrows(LayerRefused.class, () -> layer.loop.await(alone.register(TestLayer.NAME)));
        assertThrows(LayerRefused.class, () -> layer.loop.await(alone.unregister(TestLayer.NAME)));
        assertFalse(layer.loop.await(alone.query(TestLayer.NAME)));
        assertEquals(Map.of(), alone.counters());
        layer.assertRefused(
                Reason.LAYER_DOWN,
                alone.allocate(new Allocation(TestLayer.NAME, QosSpec.RAW, new byte[0], layer.client)));
        alone.close();
    }
}
