// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.benchmarks;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.unix.SegmentedDatagramPacket;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/** The bare side of packets one way. Their bytes are neither written nor read. */
final class BareOneWay {
    /** Length of all packets, which the relay has to know: the system does not hand on how long those were that it joined. */
    private static final int PACKET_BYTES = UdpBench.PACKET_BYTES;

    /** Packets in a train (UDP_SEGMENT). */
    private static final int TRAIN = 64;

    private static final int TRAINS_PER_FLUSH = 4;

    private BareOneWay() {}

    /** Counts what comes. */
    static Map<String, Dialogue.Deed> sink(BareSocket socket) throws InterruptedException {
        AtomicLong received = new AtomicLong();
        socket.openForTrains(new ChannelInboundHandlerAdapter() {
            @Override
            public void channelRead(ChannelHandlerContext context, Object message) {
                ((DatagramPacket) message).release();
                received.lazySet(received.getPlain() + 1);
            }
        });
        return Map.of(
                "received", words -> received.get(),
                "window", words -> Tally.of(Long.parseLong(words.getFirst()), () -> 0, received::get));
    }

    /** Can be asked to send as fast as the socket takes packets. */
    static Map<String, Dialogue.Deed> source(BareSocket socket, InetSocketAddress to) throws InterruptedException {
        Source source = new Source(socket.fast(), to);
        Channel channel = socket.open(source);
        channel.connect(to).sync();
        return Map.of(
                "flood",
                words -> {
                    source.sent.set(0);
                    source.flooding = true;
                    channel.eventLoop().execute(() -> source.send(channel));
                    return "floods";
                },
                "rest",
                words -> {
                    source.flooding = false;
                    return channel.eventLoop().submit(source.sent::get).get();
                },
                "window",
                words -> Tally.of(Long.parseLong(words.getFirst()), source.sent::get, () -> 0));
    }

    /** Sends what comes on to the next host, in trains as it came. */
    static Map<String, Dialogue.Deed> relay(BareSocket socket, InetSocketAddress next) throws InterruptedException {
        socket.openForWholeTrains(new ChannelInboundHandlerAdapter() {
            @Override
            public void channelRead(ChannelHandlerContext context, Object message) {
                ByteBuf train = ((DatagramPacket) message).content();
                context.write(
                        train.readableBytes() > PACKET_BYTES
                                ? new SegmentedDatagramPacket(train, PACKET_BYTES, next)
                                : new DatagramPacket(train, next),
                        context.voidPromise());
            }

            @Override
            public void channelReadComplete(ChannelHandlerContext context) {
                context.flush();
            }
        });
        return Map.of();
    }

    /** Sends on the loop of its channel, a few trains at a time. */
    private static final class Source extends ChannelInboundHandlerAdapter {
        final AtomicLong sent = new AtomicLong();
        volatile boolean flooding;

        private final boolean segments;
        private final InetSocketAddress to;
        private final ByteBuf train =
                Unpooled.directBuffer(TRAIN * PACKET_BYTES).setZero(0, TRAIN * PACKET_BYTES);
        private boolean waiting; // for room

        Source(boolean segments, InetSocketAddress to) {
            this.segments = segments;
            this.to = to;
        }

        void send(Channel channel) {
            waiting = !channel.isWritable();
            if (!flooding || waiting) {
                return;
            }
            if (segments) {
                for (int i = 0; i < TRAINS_PER_FLUSH; i++) {
                    ByteBuf bytes = train.retainedSlice(0, TRAIN * PACKET_BYTES);
                    channel.write(new SegmentedDatagramPacket(bytes, PACKET_BYTES, to), channel.voidPromise());
                }
            } else {
                for (int i = 0; i < TRAIN; i++) {
                    channel.write(train.retainedSlice(0, PACKET_BYTES), channel.voidPromise());
                }
            }
            channel.flush();
            sent.lazySet(sent.getPlain() + (segments ? TRAINS_PER_FLUSH * TRAIN : TRAIN));
            channel.eventLoop().execute(() -> send(channel));
        }

        @Override
        public void channelWritabilityChanged(ChannelHandlerContext context) {
            if (waiting) {
                send(context.channel());
            }
        }
    }
}
