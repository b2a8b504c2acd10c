// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.ipcp.unicast.wire;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ouroboros.packet.Packet;
import org.ouroboros.packet.PacketPool;

class PciTest {
    private final PacketPool pool = new PacketPool(1 << 20);

    @AfterEach
    void everyPacketIsBack() {
        assertEquals(0, pool.outstanding());
    }

    @ParameterizedTest
    @CsvSource({
        "dt-data-raw,           7a351b7c, 60,  0, e64f3bb000000044",
        "dt-data-raw-forwarded, 84156b0f, 59,  0, 6e6bef5b00000042",
        "dt-data-ecn,           13abbd64, 60, 21, a58b71b400000042",
        "dt-keepalive,          cdd09e7e, 60,  0, 7aed5e1400000042",
        "fa-flow-req-raw,       7a351b7c, 60,  0, 0",
        "fa-flow-req-forwarded, 81d7fcee, 59,  0, 0"
    })
    void capturedHeadersReadAsTheyWereMeantAndAreWrittenAsTheyWere(
            String vector, String destination, int ttl, int ecn, String eid) {
        byte[] captured = Vector.read(vector);
        Packet packet = Vector.packet(pool, captured);
        assertEquals(Long.parseUnsignedLong(destination, 16), Pci.destination(packet));
        assertEquals(0, Pci.cube(packet));
        assertEquals(ttl, Pci.ttl(packet));
        assertEquals(ecn, Pci.ecn(packet));
        assertEquals(Long.parseUnsignedLong(eid, 16), Pci.eid(packet));

        packet.popHeader(Pci.BYTES);
        Pci.push(packet, Long.parseUnsignedLong(destination, 16), 0, ttl, Long.parseUnsignedLong(eid, 16));
        Pci.ecn(packet, ecn);
        assertArrayEquals(captured, Vector.bytes(packet));
    }

    @Test
    void aHeaderIsChangedInPlaceAndNothingElseIs() {
        Packet packet = Objects.requireNonNull(pool.take());
        packet.put(ByteBuffer.wrap(new byte[] {1, 2, 3}));
        Pci.push(packet, 0xFFFF_FFFEL, 2, 255, -2);
        Pci.ttl(packet, 254);
        Pci.ecn(packet, 255);
        assertEquals(0xFFFF_FFFEL, Pci.destination(packet));
        assertEquals(2, Pci.cube(packet));
        assertEquals(254, Pci.ttl(packet));
        assertEquals(255, Pci.ecn(packet));
        assertEquals(-2, Pci.eid(packet));
        packet.popHeader(Pci.BYTES);
        assertArrayEquals(new byte[] {1, 2, 3}, Vector.bytes(packet));
    }
}
