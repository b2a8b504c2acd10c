// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.reliability.frcp;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.zip.CRC32;
import org.ouroboros.api.QosSpec;
import org.ouroboros.endpoint.LayerEndpoint;
import org.ouroboros.packet.Packet;
import org.ouroboros.policy.ipcp.FlowUser;
import org.ouroboros.policy.ipcp.LayerFlow;
import org.ouroboros.policy.reliability.ReliabilityState;

/** The other end of a flow, played packet by packet, and the user of this one. */
final class Peer implements LayerFlow, FlowUser {
    /**
     * A packet that this end sent.
     *
     * @param atNs when
     * @param bytes what the layer was given
     */
    @SuppressWarnings("ArrayRecordComponent")
    record Heard(long atNs, byte[] bytes) {
        private MemorySegment segment() {
            return MemorySegment.ofArray(bytes);
        }

        boolean empty() {
            return bytes.length == 0;
        }

        int flags() {
            return FrcpFormat.flags(segment(), 0);
        }

        int window() {
            return FrcpFormat.window(segment(), 0);
        }

        int seqno() {
            return FrcpFormat.seqno(segment(), 0);
        }

        int ackno() {
            return FrcpFormat.ackno(segment(), 0);
        }

        boolean data() {
            return !empty() && (flags() & FrcpFormat.DATA) != 0;
        }

        String payload() {
            return new String(bytes, FrcpFormat.HEADER, bytes.length - FrcpFormat.HEADER, StandardCharsets.US_ASCII);
        }
    }

    final List<Heard> heard = new ArrayList<>();
    final List<String> delivered = new ArrayList<>();
    String down = "";
    private final Bench bench;
    private final LayerEndpoint endpoint;
    private final long sinceNs;
    private int echoes;

    Peer(Bench bench, QosSpec qos) {
        this(bench, qos, true);
    }

    /**
     * Makes the other end of a flow.
     *
     * @param user whether it is the user of this end too, one that takes everything; otherwise that is still to come
     */
    Peer(Bench bench, QosSpec qos, boolean user) {
        this.bench = bench;
        this.endpoint = bench.endpoint(qos, this);
        this.sinceNs = bench.loop.nowNs();
        if (user) {
            endpoint.use(this);
        }
    }

    /** Has the user answer so many messages with themselves. */
    Peer echoing(int messages) {
        echoes = messages;
        return this;
    }

    LayerEndpoint endpoint() {
        return endpoint;
    }

    FrcpMachine machine() {
        return bench.machines.getLast();
    }

    ReliabilityState state() {
        return bench.latestState();
    }

    /** Plays a packet with a header and, if it is data, a payload. */
    void say(int flags, int window, int seqno, int ackno, String payload) {
        say(bytes(flags, window, seqno, ackno, payload));
    }

    /** Plays a packet with a checksum. */
    void sayProtected(int flags, int window, int seqno, int ackno, String payload) {
        byte[] bytes = bytes(flags, window, seqno, ackno, payload);
        CRC32 crc = new CRC32();
        crc.update(bytes);
        say(ByteBuffer.allocate(bytes.length + Integer.BYTES)
                .put(bytes)
                .putInt((int) crc.getValue())
                .array());
    }

    private static byte[] bytes(int flags, int window, int seqno, int ackno, String payload) {
        byte[] text = payload.getBytes(StandardCharsets.US_ASCII);
        byte[] bytes = new byte[FrcpFormat.HEADER + text.length];
        FrcpFormat.write(MemorySegment.ofArray(bytes), 0, flags, window, seqno, ackno);
        System.arraycopy(text, 0, bytes, FrcpFormat.HEADER, text.length);
        return bytes;
    }

    void say(byte[] bytes) {
        Packet packet = packet();
        packet.put(ByteBuffer.wrap(bytes));
        endpoint.receive(packet);
    }

    /** Writes a message at this end. */
    void write(String message) {
        write(message.getBytes(StandardCharsets.US_ASCII));
    }

    void write(byte[] message) {
        Packet packet = packet();
        packet.put(ByteBuffer.wrap(message));
        endpoint.send(packet);
    }

    /** {@return the data that this end sent, each message once, in the order of its first transmission} */
    List<Heard> firsts() {
        List<Heard> firsts = new ArrayList<>();
        for (Heard packet : heard) {
            if (packet.data() && firsts.stream().noneMatch(first -> first.seqno() == packet.seqno())) {
                firsts.add(packet);
            }
        }
        return firsts;
    }

    /** {@return packets without payload that this end sent} */
    List<Heard> bare() {
        return heard.stream()
                .filter(packet -> !packet.empty() && !packet.data())
                .toList();
    }

    Heard latest() {
        return heard.getLast();
    }

    private Packet packet() {
        return Objects.requireNonNull(bench.pool.take());
    }

    // ---- the layer ----

    @Override
    public void send(Packet packet) {
        byte[] bytes =
                packet.segment().asSlice(packet.offset(), packet.length()).toArray(ValueLayout.JAVA_BYTE);
        heard.add(new Heard(bench.loop.nowNs() - sinceNs, bytes));
        packet.release();
    }

    @Override
    public int headroom() {
        return 0;
    }

    @Override
    public int largestPacket() {
        return 1_500;
    }

    @Override
    public void deallocate() {}

    // ---- the user ----

    @Override
    public void receive(Packet packet) {
        byte[] bytes =
                packet.segment().asSlice(packet.offset(), packet.length()).toArray(ValueLayout.JAVA_BYTE);
        delivered.add(new String(bytes, StandardCharsets.ISO_8859_1));
        if (echoes-- > 0) {
            endpoint.send(packet);
        } else {
            packet.release();
        }
    }

    @Override
    public void down(String reason) {
        down = reason;
    }

    @Override
    public void up() {}

    @Override
    public void deallocated() {}
}
