// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.ipcp.udp;

import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ouroboros.ipcp.udp.Counters.Count;
import org.ouroboros.ipcp.udp.Departures.Destination;
import org.ouroboros.packet.Packet;
import org.ouroboros.packet.PacketPool;
import org.ouroboros.testing.LogCapture;

/** What becomes of packets when the system does not send them: each is sent, or kept, or counted. The faults are put in at the call. */
class DeparturesTest implements Departures.Call, Departures.Ways {
    private static final int MSG_IOV = 16;
    private static final int MSG_CONTROL = 32;
    private static final int MSG_CONTROLLEN = 40;
    private static final int SEGMENT_SIZE = 16; // in the control data
    private static final int EPERM = 1;
    private static final ValueLayout.OfInt NUMBER = ValueLayout.JAVA_INT_UNALIGNED;

    private final PacketPool pool = new PacketPool(1 << 20);
    private final Counters counters = new Counters();
    private final Destination to = new Destination(new InetSocketAddress(InetAddress.ofLiteral("192.0.2.2"), 3435));
    private final Departures departures = new Departures(this, pool, counters, this);
    private final List<Integer> calls = new ArrayList<>(); // packets in each
    private final List<Integer> sent = new ArrayList<>(); // numbers of those that went
    private final List<DatagramPort.Remote> asked = new ArrayList<>();
    private int trains; // what the system says to more than one packet: 0, or an error number
    private int singles; // and to one
    private int room = Integer.MAX_VALUE; // calls until there is none
    private int mtu = 1_500;
    private int added;

    @Override
    public long send(MemorySegment message) {
        MemorySegment vector = at(message.get(JAVA_LONG, MSG_IOV), 16);
        MemorySegment train = at(vector.get(JAVA_LONG, 0), vector.get(JAVA_LONG, 8));
        int segment = message.get(JAVA_LONG, MSG_CONTROLLEN) == 0
                ? (int) train.byteSize()
                : at(message.get(JAVA_LONG, MSG_CONTROL), SEGMENT_SIZE + 2).get(JAVA_SHORT, SEGMENT_SIZE);
        int packets = (int) (train.byteSize() + segment - 1) / segment;
        calls.add(packets);
        if (room-- <= 0) {
            return -LinuxSockets.EAGAIN;
        }
        int error = packets > 1 ? trains : singles;
        for (long from = 0; error == 0 && from < train.byteSize(); from += segment) {
            sent.add(train.get(NUMBER, from));
        }
        return error == 0 ? train.byteSize() : -error;
    }

    @SuppressWarnings("restricted") // what the call points to
    private static MemorySegment at(long address, long bytes) {
        return MemorySegment.ofAddress(address).reinterpret(bytes);
    }

    @Override
    public void tooLarge(DatagramPort.Remote remote) {
        asked.add(remote);
    }

    @Override
    public boolean carries(DatagramPort.Remote remote, int bytes) {
        return bytes + Family.IP4.headerBytes() <= mtu;
    }

    @AfterEach
    void everyPacketIsBackInThePool() {
        departures.drop();
        assertEquals(0, pool.outstanding());
    }

    @Test
    void packetsOfOneLengthGoInOneCallWhoseLastMayBeShorter() {
        add(10, 1_000);
        add(1, 500);
        add(2, 1_000);
        assertTrue(departures.flush());
        assertEquals(List.of(11, 2), calls);
        assertCounts(13, 0, 0, 0);
    }

    @Test
    void aTrainThatFindsNoRoomIsKeptAndGoesLater() {
        room = 0;
        add(10, 1_000);
        assertFalse(departures.flush());
        assertEquals(10, pool.outstanding());
        room = Integer.MAX_VALUE;
        assertTrue(departures.flush());
        assertEquals(List.of(10, 10), calls);
        assertCounts(10, 0, 0, 0);
    }

    @Test
    void packetsThatGoOneByOneAndFindNoRoomGoOnWhereTheyStopped() {
        trains = LinuxSockets.EIO;
        room = 4; // the train and three packets
        add(10, 1_000);
        assertFalse(departures.flush());
        assertCounts(3, 0, 1, 0);
        room = Integer.MAX_VALUE;
        assertTrue(departures.flush());
        assertCounts(10, 0, 1, 0);
    }

    @ParameterizedTest
    @ValueSource(ints = {LinuxSockets.EINVAL, LinuxSockets.EIO})
    void aSystemThatTakesNoTrainsIsNoticedOnceAndLoggedOnce(int error) {
        trains = error;
        try (LogCapture log = new LogCapture(Departures.class)) {
            add(5, 1_000);
            assertTrue(departures.flush());
            for (int i = 0; i < 5; i++) {
                add(1, 1_000);
            }
            assertTrue(departures.flush());
            assertEquals(1, log.lines().size(), log.lines().toString());
        }
        assertEquals(List.of(5, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1), calls);
        assertCounts(10, 0, 1, 0);
        assertEquals(List.of(), asked);
    }

    @ParameterizedTest
    @ValueSource(ints = {LinuxSockets.EMSGSIZE, LinuxSockets.EINVAL})
    void aPathThatCarriesLessIsAskedAboutAndTrainsGoOn(int error) {
        trains = error;
        mtu = 1_000;
        add(5, 1_000);
        assertTrue(departures.flush());
        assertEquals(List.of(to), asked);
        assertCounts(5, 1, 0, 0); // one by one, the system cuts them

        trains = 0;
        add(5, 900);
        assertTrue(departures.flush());
        assertEquals(5, calls.getLast());
        assertCounts(10, 1, 0, 0);
    }

    @Test
    void packetsThatDoNotFitOneByOneEitherAreCountedAndThePathIsAskedAbout() {
        trains = LinuxSockets.EMSGSIZE;
        singles = LinuxSockets.EMSGSIZE;
        add(5, 1_000);
        assertTrue(departures.flush());
        assertEquals(6, asked.size());
        assertCounts(0, 1, 0, 5);
    }

    @Test
    void whatTheSystemRefusesForAnotherReasonIsCounted() {
        trains = EPERM;
        singles = EPERM;
        add(5, 1_000);
        add(1, 500);
        assertTrue(departures.flush());
        assertCounts(0, 0, 0, 6);
        assertEquals(List.of(), asked);
    }

    private void add(int packets, int bytes) {
        for (int i = 0; i < packets; i++) {
            Packet packet = Objects.requireNonNull(pool.take());
            packet.append(bytes);
            packet.segment().set(NUMBER, packet.offset(), added++);
            assertTrue(departures.add(packet, to));
        }
    }

    /** Checks counters, and that as many packets as are counted went, in order. */
    private void assertCounts(int went, int tooLarge, int unsegmented, int notSent) {
        assertEquals(IntStream.range(0, went).boxed().toList(), sent);
        assertEquals(
                List.of(went, tooLarge, unsegmented, notSent),
                List.of(Count.SENT, Count.TOO_LARGE_FOR_PATH, Count.UNSEGMENTED, Count.NOT_SENT).stream()
                        .map(count -> (int) counters.get(count))
                        .toList());
    }
}
