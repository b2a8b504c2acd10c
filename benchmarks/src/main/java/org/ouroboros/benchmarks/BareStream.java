// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.benchmarks;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** The bare side of reliable messages one way: TCP of the system, with Netty on epoll. Their bytes are neither written nor read. */
final class BareStream {
    private static final int MESSAGE_BYTES = ReliableBench.MESSAGE_BYTES;

    /** Messages that the system is given at a time. */
    private static final int BATCH = 64;

    /** Bytes that are taken from the system at a time. */
    private static final int ROOM_BYTES = 256 << 10;

    /** Bytes that wait to be sent before the channel asks to wait. */
    private static final WriteBufferWaterMark WATER_MARK = new WriteBufferWaterMark(512 << 10, 1 << 20);

    private BareStream() {}

    /** Counts the messages that come. */
    static Map<String, Dialogue.Deed> sink(EventLoopGroup group, InetSocketAddress own) throws InterruptedException {
        Sink sink = new Sink();
        new ServerBootstrap()
                .group(group)
                .channel(EpollServerSocketChannel.class)
                .childOption(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(ROOM_BYTES))
                .childHandler(sink)
                .bind(own)
                .sync();
        return Map.of(
                "received", words -> sink.messages(),
                "window", words -> Tally.of(Long.parseLong(words.getFirst()), () -> 0, sink::messages));
    }

    /** Can be asked to send as fast as the connection takes messages. */
    static Map<String, Dialogue.Deed> source(EventLoopGroup group, InetSocketAddress to) {
        Source source = new Source();
        return Map.of(
                "flood",
                words -> {
                    source.flood(source.connected(group, to));
                    return "floods";
                },
                "rest",
                words -> {
                    source.flooding = false;
                    return group.next().submit(source.sent::get).get();
                },
                "window",
                words -> Tally.of(Long.parseLong(words.getFirst()), source.sent::get, () -> 0));
    }

    /** Counts bytes on the loop of its channels. */
    @ChannelHandler.Sharable
    private static final class Sink extends ChannelInboundHandlerAdapter {
        private final AtomicLong bytes = new AtomicLong();

        long messages() {
            return bytes.get() / MESSAGE_BYTES;
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            ByteBuf read = (ByteBuf) message;
            bytes.lazySet(bytes.getPlain() + read.readableBytes());
            read.release();
        }
    }

    /** Sends on the loop of its channel, a batch at a time. */
    private static final class Source extends ChannelInboundHandlerAdapter {
        final AtomicLong sent = new AtomicLong();
        volatile boolean flooding;

        private final ByteBuf batch =
                Unpooled.directBuffer(BATCH * MESSAGE_BYTES).setZero(0, BATCH * MESSAGE_BYTES);
        private @Nullable Channel channel; // of the dialogue
        private boolean waiting; // for room

        Channel connected(EventLoopGroup group, InetSocketAddress to) throws InterruptedException {
            Channel present = channel;
            if (present == null) {
                present = new Bootstrap()
                        .group(group)
                        .channel(EpollSocketChannel.class)
                        .option(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK)
                        .handler(this)
                        .connect(to)
                        .sync()
                        .channel();
                channel = present;
            }
            return present;
        }

        void flood(Channel to) {
            sent.set(0);
            flooding = true;
            to.eventLoop().execute(() -> send(to));
        }

        private void send(Channel to) {
            waiting = !to.isWritable();
            if (!flooding || waiting) {
                return;
            }
            for (int i = 0; i < BATCH; i++) {
                to.write(batch.retainedSlice(i * MESSAGE_BYTES, MESSAGE_BYTES), to.voidPromise());
            }
            to.flush();
            sent.lazySet(sent.getPlain() + BATCH);
            to.eventLoop().execute(() -> send(to));
        }

        @Override
        public void channelWritabilityChanged(ChannelHandlerContext context) {
            if (waiting) {
                send(context.channel());
            }
        }
    }
}
