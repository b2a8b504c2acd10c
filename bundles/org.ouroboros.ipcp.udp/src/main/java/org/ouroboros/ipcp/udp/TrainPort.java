// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.ipcp.udp;

import io.netty.channel.IoEvent;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoEvent;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.unix.FileDescriptor;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;
import org.ouroboros.ipcp.udp.Counters.Count;
import org.ouroboros.loop.IpcpLoop;
import org.ouroboros.packet.Packet;
import org.ouroboros.policy.ipcp.IpcpHost;

/**
 * A port of our own on an event loop that runs on Linux' epoll. It sends and receives trains of packets, by system calls on a
 * descriptor of its own.
 */
final class TrainPort implements DatagramPort, EpollIoHandle {
    private static final EpollIoOps READ = EpollIoOps.EPOLLIN;
    private static final EpollIoOps READ_AND_WRITE = EpollIoOps.EPOLLIN.with(EpollIoOps.EPOLLOUT);

    private final IpcpLoop loop;
    private final InetAddress local;
    private final int fd;
    private final FileDescriptor descriptor;
    private final Counters counters;
    private final Receiver receiver;
    private final Departures departures;
    private final Trains trains;
    private final Runnable flush = this::flush;
    private @Nullable IoRegistration registration;
    private boolean flushing;

    /** Whether the system has no room for what is to be sent. */
    private boolean full;

    private boolean closed;

    private TrainPort(IpcpHost host, InetAddress local, int fd, Counters counters, Receiver receiver) {
        this.loop = host.loop();
        this.local = local;
        this.fd = fd;
        this.descriptor = new FileDescriptor(fd);
        this.counters = counters;
        this.receiver = receiver;
        this.departures = new Departures(new SystemCall(fd), host.pool(), counters, new Ways());
        this.trains = new Trains(fd, host.pool(), counters, receiver);
    }

    /**
     * Binds a port.
     *
     * @param eventLoop that of the host, which the caller holds
     */
    static TrainPort open(
            IpcpHost host,
            IoEventLoop eventLoop,
            InetSocketAddress address,
            int receiveBufferBytes,
            Counters counters,
            Receiver receiver)
            throws IOException {
        int fd = LinuxSockets.bound(address);
        try {
            LinuxSockets.setReceiveBuffer(fd, receiveBufferBytes);
            LinuxSockets.setOption(fd, LinuxSockets.SOL_UDP, LinuxSockets.UDP_GRO, 1);
            TrainPort port = new TrainPort(host, address.getAddress(), fd, counters, receiver);
            port.register(eventLoop.register(port));
            return port;
        } catch (IOException failure) {
            LinuxSockets.close(fd);
            throw failure;
        }
    }

    /** What the loop does for itself is done when the call returns. */
    private void register(Future<IoRegistration> done) throws IOException {
        if (!done.isSuccess()) {
            throw new IOException("not registered at once", done.cause());
        }
        registration = done.getNow();
        registration.submit(READ);
    }

    @Override
    public Remote remote(InetSocketAddress address) {
        return new Departures.Destination(address);
    }

    @Override
    public void send(Packet packet, Remote to) {
        if (full || closed || !departures.add(packet, (Departures.Destination) to)) {
            await();
            counters.drop(packet, Count.NO_ROOM);
        } else if (!flushing) {
            flushing = true;
            loop.execute(flush);
        }
    }

    @Override
    public boolean writable() {
        return !full;
    }

    @Override
    public int pathMtu(Remote to) throws IOException {
        return PathMtu.of(local, to.address());
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        trains.close();
        departures.flush(); // what says farewell
        departures.drop();
        if (registration != null) {
            registration.cancel();
        }
        LinuxSockets.close(fd);
    }

    @Override
    public FileDescriptor fd() {
        return descriptor;
    }

    @Override
    public void handle(IoRegistration ready, IoEvent event) {
        if (((EpollIoEvent) event).ops().contains(EpollIoOps.EPOLLOUT)) {
            resume(ready);
        }
        if (!closed) {
            trains.receive();
        }
    }

    private void flush() {
        flushing = false;
        if (!full && !departures.flush()) {
            await();
        }
    }

    /** Sends over a socket. */
    private static final class SystemCall implements Departures.Call {
        private final int fd;
        private final MemorySegment error = Arena.ofAuto().allocate(LinuxSockets.ERRNO_BYTES, 8);

        SystemCall(int fd) {
            this.fd = fd;
        }

        @Override
        public long send(MemorySegment message) {
            long sent = LinuxSockets.sendmsg(error, fd, message);
            return sent < 0 ? -LinuxSockets.errno(error) : sent;
        }
    }

    /** Asks the system, which has the answer at hand. */
    private final class Ways implements Departures.Ways {
        @Override
        public void tooLarge(Remote to) {
            receiver.tooLarge(to);
        }

        @Override
        public boolean carries(Remote to, int bytes) {
            try {
                return bytes + (Family.IP4.covers(local) ? Family.IP4 : Family.IP6).headerBytes() <= pathMtu(to);
            } catch (IOException noWay) {
                return true; // then it is not the size
            }
        }
    }

    /** Waits for room to send, if that is not so yet. */
    private void await() {
        if (!full && !closed && registration != null) {
            full = true;
            registration.submit(READ_AND_WRITE);
        }
    }

    private void resume(IoRegistration ready) {
        if (full && departures.flush()) {
            full = false;
            ready.submit(READ);
            receiver.writableAgain();
        }
    }
}
