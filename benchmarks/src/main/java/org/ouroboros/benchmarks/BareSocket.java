// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.benchmarks;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.socket.nio.NioDatagramChannel;
import java.net.InetSocketAddress;

/**
 * A UDP socket of Netty's that is still to be opened.
 *
 * @param group its loop
 * @param fast whether it is one of epoll, with offloads, rather than one of NIO
 * @param own address that it is bound to
 */
record BareSocket(EventLoopGroup group, boolean fast, InetSocketAddress own) {
    private static final int BUFFER_BYTES = 4 << 20;
    private static final int DATAGRAM_BYTES = 2_048;

    /** What the system joins of received packets at most. */
    private static final int TRAIN_BYTES = 64 << 10;

    private static final int TRAINS = 8;

    /** Bytes that wait to be sent before the channel asks to wait. */
    private static final WriteBufferWaterMark WATER_MARK = new WriteBufferWaterMark(512 << 10, 1 << 20);

    /** Opens it for packets that come by themselves. */
    Channel open(ChannelHandler handler) throws InterruptedException {
        return bind(bootstrap(handler, DATAGRAM_BYTES));
    }

    /** Opens it for joined packets (UDP_GRO), which Netty takes apart again; without offloads for single ones. */
    Channel openForTrains(ChannelHandler handler) throws InterruptedException {
        Bootstrap bootstrap = bootstrap(handler, fast ? TRAIN_BYTES : DATAGRAM_BYTES);
        return bind(fast ? bootstrap.option(EpollChannelOption.UDP_GRO, true) : bootstrap);
    }

    /** Opens it for joined packets that are handed on as they come. */
    Channel openForWholeTrains(ChannelHandler handler) throws InterruptedException {
        return bind(bootstrap(handler, TRAINS * TRAIN_BYTES)
                .option(EpollChannelOption.UDP_GRO, true)
                .option(EpollChannelOption.MAX_DATAGRAM_PAYLOAD_SIZE, TRAIN_BYTES));
    }

    private Bootstrap bootstrap(ChannelHandler handler, int roomBytes) {
        return new Bootstrap()
                .group(group)
                .channel(fast ? EpollDatagramChannel.class : NioDatagramChannel.class)
                .option(ChannelOption.SO_RCVBUF, BUFFER_BYTES)
                .option(ChannelOption.SO_SNDBUF, BUFFER_BYTES)
                .option(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK)
                .option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(roomBytes))
                .handler(handler);
    }

    private Channel bind(Bootstrap bootstrap) throws InterruptedException {
        return bootstrap.bind(own).sync().channel();
    }
}
