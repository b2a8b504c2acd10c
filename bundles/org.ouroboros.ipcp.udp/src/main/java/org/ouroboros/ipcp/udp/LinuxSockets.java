// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.ipcp.udp;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * Sockets by the system calls of Linux. Constants and layouts are those of x86-64 and aarch64.
 *
 * <p>What may fail takes a segment of {@link #ERRNO_BYTES}, which says why afterwards.
 */
final class LinuxSockets {
    static final int EINTR = 4;
    static final int EIO = 5;
    static final int EAGAIN = 11;
    static final int EINVAL = 22;
    static final int EMSGSIZE = 90;

    static final int SOL_UDP = 17;
    static final int UDP_SEGMENT = 103;
    static final int UDP_GRO = 104;
    static final int MSG_TRUNC = 0x20;
    static final int MSG_DONTWAIT = 0x40;

    private static final int SOL_SOCKET = 1;
    private static final int SO_RCVBUF = 8;
    private static final int SO_RCVBUFFORCE = 33;
    private static final int SOCK_DGRAM = 2;
    private static final int SOCK_NONBLOCK = 0x800;
    private static final int SOCK_CLOEXEC = 0x80000;
    private static final int SOL_IP = 0;
    private static final int IP_MTU = 14;
    private static final int SOL_IPV6 = 41;
    private static final int IPV6_MTU = 24;
    private static final int IPV6_V6ONLY = 26;

    private static final MemoryLayout ERRNO = Linker.Option.captureStateLayout();

    /** Bytes that a call takes to say why it failed. */
    static final long ERRNO_BYTES = ERRNO.byteSize();

    private static final long ERRNO_AT = ERRNO.byteOffset(MemoryLayout.PathElement.groupElement("errno"));

    private LinuxSockets() {}

    /** Whether there are these calls; looked at once. */
    private static final class Availability {
        static final boolean THERE = look();

        private Availability() {}

        private static boolean look() {
            if (!System.getProperty("os.name").equals("Linux")
                    || !System.getProperty("os.arch").matches("amd64|aarch64")) {
                return false;
            }
            try {
                return Calls.CLOSE != null;
            } catch (LinkageError | RuntimeException unlinked) {
                System.getLogger(LinuxSockets.class.getName())
                        .log(Level.WARNING, "the system calls of sockets cannot be linked", unlinked);
                return false;
            }
        }
    }

    /** The calls. */
    @SuppressWarnings("restricted") // native access is what this is for
    private static final class Calls {
        private static final Linker LINKER = Linker.nativeLinker();

        static final MethodHandle SOCKET = failing("socket", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT);
        static final MethodHandle BIND = failing("bind", JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT);
        static final MethodHandle CONNECT = failing("connect", JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT);
        static final MethodHandle GETSOCKOPT =
                failing("getsockopt", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, ADDRESS);
        static final MethodHandle SETSOCKOPT =
                failing("setsockopt", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT);
        static final MethodHandle SENDMSG = failing("sendmsg", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT);
        static final MethodHandle RECVMMSG =
                failing("recvmmsg", JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT, ADDRESS);
        static final MethodHandle CLOSE = failing("close", JAVA_INT, JAVA_INT);
        static final MethodHandle STRERROR = LINKER.downcallHandle(
                LINKER.defaultLookup().findOrThrow("strerror"), FunctionDescriptor.of(ADDRESS, JAVA_INT));

        private Calls() {}

        private static MethodHandle failing(String name, MemoryLayout result, MemoryLayout... arguments) {
            return LINKER.downcallHandle(
                    LINKER.defaultLookup().findOrThrow(name),
                    FunctionDescriptor.of(result, arguments),
                    Linker.Option.captureCallState("errno"));
        }
    }

    /** {@return whether this machine has these calls} */
    static boolean available() {
        return Availability.THERE;
    }

    /** {@return why the last call failed that was given this segment} */
    static int errno(MemorySegment error) {
        return error.get(JAVA_INT, ERRNO_AT);
    }

    /** {@return a failure in words} */
    @SuppressWarnings("restricted") // the system's text has no stated length
    static String message(int errno) {
        try {
            MemorySegment text = (MemorySegment) Calls.STRERROR.invokeExact(errno);
            return text.reinterpret(Long.MAX_VALUE).getString(0);
        } catch (Throwable failure) {
            throw broken(failure);
        }
    }

    /** Opens a socket that does not block, and binds it; {@return its descriptor} */
    static int bound(InetSocketAddress local) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment error = arena.allocate(ERRNO);
            int family = SocketAddresses.family(local.getAddress());
            int fd = check("socket", socket(error, family), error);
            try {
                if (family == SocketAddresses.AF_INET6) {
                    setOption(fd, SOL_IPV6, IPV6_V6ONLY, 1);
                }
                MemorySegment address = arena.allocate(SocketAddresses.ROOM, 8);
                int length = SocketAddresses.write(local, address, 0);
                int result = (int) Calls.BIND.invokeExact(error, fd, address, length);
                if (result < 0) {
                    throw new BindException(message(errno(error)));
                }
                return fd;
            } catch (Throwable failure) {
                close(fd);
                throw failure;
            }
        } catch (IOException failure) {
            throw failure;
        } catch (Throwable failure) {
            throw broken(failure);
        }
    }

    /** {@return the MTU of the path that a socket at an address has to a peer} */
    static int pathMtu(InetAddress local, InetSocketAddress remote) throws IOException {
        int fd = bound(new InetSocketAddress(local, 0));
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment error = arena.allocate(ERRNO);
            MemorySegment address = arena.allocate(SocketAddresses.ROOM, 8);
            int length = SocketAddresses.write(remote, address, 0);
            check("connect", (int) Calls.CONNECT.invokeExact(error, fd, address, length), error);
            boolean six = SocketAddresses.family(remote.getAddress()) == SocketAddresses.AF_INET6;
            int level = six ? SOL_IPV6 : SOL_IP;
            int option = six ? IPV6_MTU : IP_MTU;
            MemorySegment value = arena.allocate(JAVA_INT);
            MemorySegment size = arena.allocateFrom(JAVA_INT, Integer.BYTES);
            check("getsockopt", (int) Calls.GETSOCKOPT.invokeExact(error, fd, level, option, value, size), error);
            return value.get(JAVA_INT, 0);
        } catch (IOException failure) {
            throw failure;
        } catch (Throwable failure) {
            throw broken(failure);
        } finally {
            close(fd);
        }
    }

    /** Asks for room for what arrives: beyond net.core.rmem_max where the process may (CAP_NET_ADMIN), else up to it. */
    static void setReceiveBuffer(int fd, int bytes) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment error = arena.allocate(ERRNO);
            if (setOption(error, fd, SOL_SOCKET, SO_RCVBUFFORCE, bytes) < 0) {
                check("setsockopt", setOption(error, fd, SOL_SOCKET, SO_RCVBUF, bytes), error);
            }
        }
    }

    static void setOption(int fd, int level, int option, int value) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment error = arena.allocate(ERRNO);
            check("setsockopt", setOption(error, fd, level, option, value), error);
        }
    }

    private static int setOption(MemorySegment error, int fd, int level, int option, int value) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment content = arena.allocateFrom(JAVA_INT, value);
            return (int) Calls.SETSOCKOPT.invokeExact(error, fd, level, option, content, 4);
        } catch (Throwable failure) {
            throw broken(failure);
        }
    }

    /** {@return bytes sent, or a negative number} */
    static long sendmsg(MemorySegment error, int fd, MemorySegment message) {
        try {
            return (long) Calls.SENDMSG.invokeExact(error, fd, message, MSG_DONTWAIT);
        } catch (Throwable failure) {
            throw broken(failure);
        }
    }

    /** {@return messages received, or a negative number} */
    static int recvmmsg(MemorySegment error, int fd, MemorySegment messages, int count) {
        try {
            return (int) Calls.RECVMMSG.invokeExact(error, fd, messages, count, MSG_DONTWAIT, MemorySegment.NULL);
        } catch (Throwable failure) {
            throw broken(failure);
        }
    }

    /** Closes a descriptor. What the system says of it is of no use: it is gone in any case. */
    static void close(int fd) {
        try (Arena arena = Arena.ofConfined()) {
            int _ = (int) Calls.CLOSE.invokeExact(arena.allocate(ERRNO), fd);
        } catch (Throwable failure) {
            throw broken(failure);
        }
    }

    private static int socket(MemorySegment error, int family) throws Throwable {
        return (int) Calls.SOCKET.invokeExact(error, family, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    }

    private static int check(String call, int result, MemorySegment error) throws IOException {
        if (result < 0) {
            throw new IOException(call + ": " + message(errno(error)));
        }
        return result;
    }

    /** What a call cannot throw. */
    private static RuntimeException broken(Throwable failure) {
        if (failure instanceof Error error) {
            throw error;
        }
        return failure instanceof RuntimeException unchecked ? unchecked : new IllegalStateException(failure);
    }
}
