// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.benchmarks;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DatagramPacket;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** The bare side of round trips: sockets whose loops block. */
final class BareEcho {
    private static final int LONGEST_BYTES = 2_048;

    private BareEcho() {}

    /** Sends back whatever comes. */
    static Map<String, Dialogue.Deed> serve(BareSocket socket) throws InterruptedException {
        socket.open(new ChannelInboundHandlerAdapter() {
            @Override
            public void channelRead(ChannelHandlerContext context, Object message) {
                DatagramPacket packet = (DatagramPacket) message;
                context.writeAndFlush(new DatagramPacket(packet.content(), packet.sender()), context.voidPromise());
            }
        });
        return Map.of();
    }

    /** Can be asked for round trips. */
    static Map<String, Dialogue.Deed> client(BareSocket socket, InetSocketAddress server) throws InterruptedException {
        Client client = new Client();
        Channel channel = socket.open(client);
        channel.connect(server).sync();
        return Map.of(
                "turns", words -> client.run(channel, Long.parseLong(words.get(0)), Integer.parseInt(words.get(1))));
    }

    /** One packet there and back after the other, on the loop of the channel. */
    private static final class Client extends ChannelInboundHandlerAdapter {
        private final ByteBuf packet = Unpooled.directBuffer(LONGEST_BYTES);

        // of the loop, from here on
        private CompletableFuture<Double> result = new CompletableFuture<>();
        private long beginNs;
        private long limitNs;
        private long turns;

        /** {@return mean time of a round trip during so many milliseconds, in microseconds} */
        double run(Channel channel, long millis, int bytes) {
            CompletableFuture<Double> mean = new CompletableFuture<>();
            channel.eventLoop().execute(() -> {
                result = mean;
                limitNs = TimeUnit.MILLISECONDS.toNanos(millis);
                turns = 0;
                packet.setIndex(0, bytes);
                beginNs = System.nanoTime();
                send(channel);
            });
            return mean.join();
        }

        private void send(Channel channel) {
            channel.writeAndFlush(packet.retainedDuplicate(), channel.voidPromise());
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            ((DatagramPacket) message).release();
            turns++;
            long ns = System.nanoTime() - beginNs;
            if (ns < limitNs) {
                send(context.channel());
            } else {
                result.complete(ns / 1e3 / turns);
            }
        }
    }
}
