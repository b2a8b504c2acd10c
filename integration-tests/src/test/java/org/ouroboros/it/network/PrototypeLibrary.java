// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.it.network;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;
import java.time.Duration;
import org.ouroboros.api.QosSpec;

/** The library of the prototype, as programs on its hosts call it (end-to-end specification, section 1). */
@SuppressWarnings("restricted") // native access is what this is for
final class PrototypeLibrary {
    static final int AGAIN = -11;

    private static final int SET_FLAGS = 6;
    private static final int DEFAULT_FLAGS = 0x2002; // reads and writes, and waits
    private static final int WITHOUT_WAITING_TO_READ = 0x200;

    private static final MemoryLayout QOS = MemoryLayout.structLayout(
            JAVA_INT.withName("delay"),
            MemoryLayout.paddingLayout(4),
            JAVA_LONG.withName("bandwidth"),
            JAVA_BYTE.withName("availability"),
            MemoryLayout.paddingLayout(3),
            JAVA_INT.withName("loss"),
            JAVA_INT.withName("ber"),
            JAVA_BYTE.withName("in_order"),
            MemoryLayout.paddingLayout(3),
            JAVA_INT.withName("max_gap"),
            JAVA_INT.withName("timeout"));
    private static final MemoryLayout TIME =
            MemoryLayout.structLayout(JAVA_LONG.withName("seconds"), JAVA_LONG.withName("nanoseconds"));

    private final Arena arena = Arena.global();
    private final SymbolLookup symbols;
    private final MethodHandle allocate;
    private final MethodHandle accept;
    private final MethodHandle deallocate;
    private final MethodHandle write;
    private final MethodHandle read;
    private final MethodHandle flags;
    private final MethodHandle newSet;
    private final MethodHandle newQueue;
    private final MethodHandle addToSet;
    private final MethodHandle await;
    private final MethodHandle next;

    PrototypeLibrary(Path file) {
        symbols = SymbolLookup.libraryLookup(file, arena);
        allocate = function("flow_alloc", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS));
        accept = function("flow_accept", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS));
        deallocate = function("flow_dealloc", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
        write = function("flow_write", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG));
        read = function("flow_read", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG));
        Linker.Option rest = Linker.Option.firstVariadicArg(2);
        flags = function("fccntl", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT), rest);
        newSet = function("fset_create", FunctionDescriptor.of(ADDRESS));
        newQueue = function("fqueue_create", FunctionDescriptor.of(ADDRESS));
        addToSet = function("fset_add", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT));
        await = function("fevent", FunctionDescriptor.of(JAVA_LONG, ADDRESS, ADDRESS, ADDRESS));
        next = function("fqueue_next", FunctionDescriptor.of(JAVA_INT, ADDRESS));
    }

    private MethodHandle function(String name, FunctionDescriptor types, Linker.Option... options) {
        return Linker.nativeLinker().downcallHandle(symbols.findOrThrow(name), types, options);
    }

    int allocate(String name, QosSpec qos) throws Throwable {
        MemorySegment wanted = arena.allocate(QOS);
        set(wanted, "delay", (int) qos.delayMs());
        set(wanted, "max_gap", (int) qos.maxGapMs());
        set(wanted, "loss", (int) qos.loss());
        set(wanted, "ber", (int) qos.ber());
        set(wanted, "timeout", (int) qos.timeoutMs());
        wanted.set(JAVA_LONG, at(QOS, "bandwidth"), qos.bandwidthBitsPerSecond());
        wanted.set(JAVA_BYTE, at(QOS, "availability"), (byte) qos.availability());
        wanted.set(JAVA_BYTE, at(QOS, "in_order"), (byte) (qos.inOrder() ? 1 : 0));
        return (int) allocate.invokeExact(arena.allocateFrom(name), wanted, MemorySegment.NULL);
    }

    int accept() throws Throwable {
        return (int) accept.invokeExact(arena.allocate(QOS), MemorySegment.NULL);
    }

    int deallocate(int flow) throws Throwable {
        return (int) deallocate.invokeExact(flow);
    }

    long write(int flow, MemorySegment bytes) throws Throwable {
        return (long) write.invokeExact(flow, bytes, bytes.byteSize());
    }

    long read(int flow, MemorySegment into) throws Throwable {
        return (long) read.invokeExact(flow, into, into.byteSize());
    }

    /** What tells of packets that come on a flow. */
    record Events(MemorySegment set, MemorySegment queue, MemorySegment limit) {}

    /** {@return what tells of packets on a flow, which is read without waiting from now on} The library then leaves the packets to its reader. */
    Events events(int flow, Duration limit) throws Throwable {
        int _ = (int) flags.invokeExact(flow, SET_FLAGS, DEFAULT_FLAGS | WITHOUT_WAITING_TO_READ);
        MemorySegment time = arena.allocate(TIME);
        time.set(JAVA_LONG, at(TIME, "seconds"), limit.toSeconds());
        time.set(JAVA_LONG, at(TIME, "nanoseconds"), limit.toNanosPart());
        Events events = new Events((MemorySegment) newSet.invokeExact(), (MemorySegment) newQueue.invokeExact(), time);
        int _ = (int) addToSet.invokeExact(events.set(), flow);
        return events;
    }

    /** Waits until packets have come; {@return whether any did within the limit} */
    boolean await(Events events) throws Throwable {
        long told = (long) await.invokeExact(events.set(), events.queue(), events.limit());
        while ((int) next.invokeExact(events.queue()) >= 0) {}
        return told > 0;
    }

    private static void set(MemorySegment struct, String field, int value) {
        struct.set(JAVA_INT, at(QOS, field), value);
    }

    private static long at(MemoryLayout struct, String field) {
        return struct.byteOffset(MemoryLayout.PathElement.groupElement(field));
    }
}
