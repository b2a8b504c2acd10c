// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.reliability.frcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.ouroboros.reliability.frcp.Recording.Sent;

/** What was recorded between two members of the prototype goes as well when one of them is this implementation. */
class ReplayTest {
    private final Bench bench = new Bench(1, 256);

    static Stream<Arguments> exchanges() {
        return Stream.of("frcp-reliable", "frcp-besteffort", "frcp-crc", "keepalive")
                .flatMap(file -> Recording.read(file).stream()
                        .filter(recording -> recording.qos().inOrder())
                        .flatMap(recording ->
                                Stream.of(true, false).map(client -> Arguments.of(file, client, recording))));
    }

    @ParameterizedTest(name = "{0}, client {1}")
    @MethodSource("exchanges")
    void everyMessageIsSentAsThePrototypeSendsItTheFirstTime(String file, boolean client, Recording recording) {
        Peer peer = play(recording, client);
        assertEquals(
                texts(firsts(recording, client).values().stream().map(Sent::bytes)),
                texts(peer.firsts().stream().map(Peer.Heard::bytes)));
        assertEquals(firsts(recording, !client).size(), peer.delivered.size(), "messages delivered");
        finish(peer);
    }

    @Test
    void asManySignsOfLifeAreSentAsThePrototypeSends() {
        for (Recording recording : Recording.read("keepalive")) {
            for (boolean client : List.of(true, false)) {
                Peer peer = play(recording, client);
                int recorded = (int) recording
                        .of(client)
                        .filter(packet -> packet.bytes().length == 0)
                        .count();
                int sent = (int) peer.heard.stream().filter(Peer.Heard::empty).count();
                assertTrue(Math.abs(recorded - sent) <= 1, sent + " signs of life, and " + recorded + " there");
                finish(peer);
            }
        }
    }

    @Test
    void aReplyThatComesBehindABareAcknowledgementIsDelivered() {
        Recording recording = Recording.read("frcp-ack-before-data").getFirst();
        Peer peer = play(recording, true);
        assertEquals(firsts(recording, false).size(), peer.delivered.size());
        assertEquals(lastSeqno(recording, false) + 1, peer.bare().getLast().ackno(), "all of them are acknowledged");
        finish(peer);
    }

    @Test
    void retransmissionsWithForeignContentChangeNothing() {
        Recording recording = Recording.read("frcp-corrupt-retransmission").getFirst();
        Peer peer = play(recording, true);
        assertEquals(1, peer.delivered.size());
        assertEquals(3, peer.machine().counts().implausible);
        assertEquals(
                List.of(),
                peer.bare().stream()
                        .filter(packet -> packet.flags() == FrcpFormat.FC)
                        .toList());
        finish(peer);
    }

    @Test
    void aClosedWindowIsAskedForEveryTenthOfASecond() {
        Recording recording = Recording.read("frcp-window-rdv").getFirst();
        Peer peer = begin(recording, true);
        Sent answer = recording.of(false).findFirst().orElseThrow();
        peer.write("hi");
        peer.say(answer.bytes());
        for (int i = 0; i < 256; i++) {
            assertTrue(peer.endpoint().writable());
            peer.write("p%03d\0".formatted(i));
        }
        assertEquals(false, peer.endpoint().writable());
        bench.loop.runFor(Duration.ofMillis(950));
        Map<Integer, Sent> recorded = firsts(recording, true);
        for (Peer.Heard sent : peer.firsts()) {
            Sent there = recorded.get(sent.seqno());
            if (there != null) { // the file leaves out most of them
                assertEquals(
                        HexFormat.of().formatHex(there.bytes()), HexFormat.of().formatHex(sent.bytes()));
            }
        }
        long asked = peer.bare().stream()
                .filter(packet -> packet.flags() == (FrcpFormat.RDVS | FrcpFormat.DRF))
                .count();
        assertEquals(9, asked);
        recording.of(false).skip(1).forEach(packet -> {
            while (peer.endpoint().writable() && peer.state().sending().outstanding() < 256 + 64) {
                peer.write("more");
            }
            peer.say(packet.bytes());
        });
        assertEquals(0, peer.state().sending().outstanding(), "the last packet acknowledges them");
        finish(peer);
    }

    /** Plays the other side of a recording, and has this one write what it wrote there, or echo it. */
    private Peer play(Recording recording, boolean client) {
        Peer peer = begin(recording, client);
        for (Sent packet : recording.packets()) {
            long inNs = packet.atNs();
            if (packet.toServer() != client) {
                bench.loop.at(inNs, () -> peer.say(packet.bytes()));
            } else if (client && firsts(recording, true).containsValue(packet)) {
                bench.loop.at(inNs, () -> peer.write(payload(recording, packet)));
            }
        }
        bench.loop.runFor(Duration.ofNanos(recording.packets().getLast().atNs() + 20_000_000));
        return peer;
    }

    private Peer begin(Recording recording, boolean client) {
        Map<Integer, Sent> own = firsts(recording, client);
        if (!own.isEmpty()) {
            bench.beginning(own.keySet().iterator().next());
        }
        Peer peer = new Peer(bench, recording.qos());
        return client ? peer : peer.echoing(own.size());
    }

    private void finish(Peer peer) {
        peer.endpoint().deallocate();
        bench.finish();
    }

    private static List<String> texts(Stream<byte[]> packets) {
        return packets.map(HexFormat.of()::formatHex).toList();
    }

    /** {@return the messages of one side, by their numbers, in order} */
    private static Map<Integer, Sent> firsts(Recording recording, boolean client) {
        Map<Integer, Sent> firsts = new LinkedHashMap<>();
        recording
                .of(client)
                .filter(packet ->
                        packet.note().contains("DATA") && !packet.note().contains("CORRUPT"))
                .forEach(packet -> firsts.putIfAbsent(seqno(packet), packet));
        return firsts;
    }

    private static int seqno(Sent packet) {
        return FrcpFormat.seqno(MemorySegment.ofArray(packet.bytes()), 0);
    }

    private static int lastSeqno(Recording recording, boolean client) {
        return firsts(recording, client).keySet().stream()
                .reduce((_, last) -> last)
                .orElseThrow();
    }

    private static byte[] payload(Recording recording, Sent packet) {
        int trailer = recording.qos().ber() == 0 ? 4 : 0;
        return Arrays.copyOfRange(packet.bytes(), FrcpFormat.HEADER, packet.bytes().length - trailer);
    }
}
