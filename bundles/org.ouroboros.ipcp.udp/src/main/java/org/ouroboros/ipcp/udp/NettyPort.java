// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.ipcp.udp;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.DatagramPacket;
import java.io.IOException;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;
import org.ouroboros.ipcp.udp.Counters.Count;
import org.ouroboros.loop.IpcpLoop;
import org.ouroboros.packet.Packet;
import org.ouroboros.packet.PacketPool;
import org.ouroboros.policy.ipcp.IpcpHost;

/**
 * A port on a datagram channel of Netty's, whichever it is. Each packet is copied on its way, and costs the channel some objects.
 */
final class NettyPort extends ChannelInboundHandlerAdapter implements DatagramPort, DatagramPort.Source {
    private static final WriteBufferWaterMark WATER_MARK = new WriteBufferWaterMark(256 << 10, 512 << 10);

    /** Datagrams that are read in a row before others have the loop. */
    private static final int READ_AT_ONCE = 64;

    private final IpcpLoop loop;
    private final PacketPool pool;
    private final Counters counters;
    private final Receiver receiver;
    private final DatagramChannel channel;
    private final Runnable flush = this::flush;
    private final Runnable resume = this::resume;
    private boolean flushing;

    /** The datagram at hand. */
    private @Nullable DatagramPacket current;

    private NettyPort(IpcpHost host, DatagramChannel channel, Counters counters, Receiver receiver) {
        this.loop = host.loop();
        this.pool = host.pool();
        this.counters = counters;
        this.receiver = receiver;
        this.channel = channel;
    }

    /**
     * Binds a channel.
     *
     * @param eventLoop that of the host, which the caller holds
     * @param channel not registered yet; closed if it cannot be bound
     */
    static NettyPort open(
            IpcpHost host,
            EventLoop eventLoop,
            DatagramChannel channel,
            InetSocketAddress local,
            int receiveBufferBytes,
            Counters counters,
            Receiver receiver)
            throws IOException {
        NettyPort port = new NettyPort(host, channel, counters, receiver);
        channel.config()
                .setReceiveBufferSize(receiveBufferBytes)
                .setRecvByteBufAllocator(
                        new FixedRecvByteBufAllocator(Slots.LONGEST + 1).maxMessagesPerRead(READ_AT_ONCE))
                .setWriteBufferWaterMark(WATER_MARK);
        channel.pipeline().addLast(port);
        await(channel, eventLoop.register(channel));
        await(channel, channel.bind(local));
        return port;
    }

    /** What the loop does for itself is done when the call returns. */
    private static void await(Channel channel, ChannelFuture step) throws IOException {
        if (!step.isSuccess()) {
            channel.close();
            Throwable cause = step.cause();
            throw cause instanceof IOException failure ? failure : new IOException("not done at once", cause);
        }
    }

    /** A destination. */
    private record NettyRemote(InetSocketAddress address) implements Remote {}

    @Override
    public Remote remote(InetSocketAddress address) {
        return new NettyRemote(address);
    }

    @Override
    public void send(Packet packet, Remote to) {
        if (!channel.isWritable()) {
            counters.drop(packet, Count.NO_ROOM);
            return;
        }
        ByteBuf bytes = channel.alloc().directBuffer(packet.length());
        int length = packet.get(bytes.internalNioBuffer(0, packet.length()));
        packet.release();
        counters.add(Count.SENT);
        channel.write(new DatagramPacket(bytes.writerIndex(length), to.address()), channel.voidPromise());
        if (!flushing) {
            flushing = true;
            loop.execute(flush);
        }
    }

    @Override
    public boolean writable() {
        return channel.isWritable();
    }

    @Override
    public int pathMtu(Remote to) throws IOException {
        return PathMtu.of(channel.localAddress().getAddress(), to.address());
    }

    @Override
    public void close() {
        channel.flush(); // what says farewell
        channel.close();
    }

    @Override
    public InetSocketAddress address() {
        if (current == null) {
            throw new IllegalStateException("no datagram is at hand");
        }
        return current.sender();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        DatagramPacket datagram = (DatagramPacket) message;
        current = datagram;
        try {
            receive(datagram.content());
        } finally {
            current = null;
            datagram.release();
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        if (channel.isWritable()) {
            loop.execute(resume);
        }
    }

    /** What a write fails with comes here, too. */
    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        counters.add(Count.NOT_SENT);
    }

    private void receive(ByteBuf bytes) {
        int length = bytes.readableBytes();
        if (length > Slots.LONGEST) {
            counters.add(Count.TOO_LONG);
            return;
        }
        Packet packet = pool.take();
        if (packet == null) {
            counters.add(Count.NO_PACKET);
            return;
        }
        Slots.begin(packet, length);
        packet.put(bytes.internalNioBuffer(bytes.readerIndex(), length));
        receiver.received(packet, this);
    }

    private void flush() {
        flushing = false;
        channel.flush();
    }

    private void resume() {
        if (channel.isOpen() && channel.isWritable()) {
            receiver.writableAgain();
        }
    }
}
