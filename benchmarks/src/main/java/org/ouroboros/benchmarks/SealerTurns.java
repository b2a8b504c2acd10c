// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.benchmarks;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.stream.Stream;

/**
 * A cipher by a sealer of the measured system, on packets of its own. This program has other copies of their classes, if any, so they are called
 * by handles.
 */
final class SealerTurns implements CipherAlone.Turns {
    private static final int IV_BYTES = 12;
    private static final long POOL_BYTES = 4 << 20;

    private final Object sealer;
    private final Object[] packets = new Object[CipherAlone.RUN];
    private final MethodHandle seal; // sealer, packet
    private final MethodHandle open; // sealer, packet; whether it is genuine
    private final MethodHandle pushHeader; // packet, bytes
    private int sealed;
    private int opened;

    /**
     * Prepares it.
     *
     * @param sealer seals and opens
     * @param messageBytes length of a message
     */
    SealerTurns(Object sealer, int messageBytes) throws ReflectiveOperationException {
        Class<?> type = Stream.of(sealer.getClass().getInterfaces())
                .filter(each -> each.getSimpleName().equals("Sealer"))
                .findFirst()
                .orElseThrow();
        Class<?> pools = type.getClassLoader().loadClass("org.ouroboros.packet.PacketPool");
        Class<?> packet = type.getClassLoader().loadClass("org.ouroboros.packet.Packet");
        MethodHandles.Lookup lookup = MethodHandles.publicLookup();
        this.sealer = sealer;
        this.seal = lookup.unreflect(type.getMethod("seal", packet))
                .asType(MethodType.methodType(void.class, Object.class, Object.class));
        this.open = lookup.unreflect(type.getMethod("open", packet))
                .asType(MethodType.methodType(boolean.class, Object.class, Object.class));
        this.pushHeader = lookup.unreflect(packet.getMethod("pushHeader", int.class))
                .asType(MethodType.methodType(void.class, Object.class, int.class));
        Object pool = pools.getConstructor(long.class).newInstance(POOL_BYTES);
        for (int i = 0; i < packets.length; i++) {
            packets[i] = pools.getMethod("take").invoke(pool);
            packet.getMethod("append", int.class).invoke(packets[i], IV_BYTES + messageBytes);
        }
    }

    @Override
    public void seal() throws Exception {
        Object packet = packets[sealed];
        sealed = (sealed + 1) % packets.length;
        try {
            seal.invokeExact(sealer, packet);
        } catch (Throwable failure) {
            throw thrown(failure);
        }
    }

    @Override
    public void open() throws Exception {
        Object packet = packets[opened];
        opened = (opened + 1) % packets.length;
        try {
            if (!(boolean) open.invokeExact(sealer, packet)) {
                throw new IllegalStateException("the sealer does not open what it sealed");
            }
            pushHeader.invokeExact(packet, IV_BYTES);
        } catch (Throwable failure) {
            throw thrown(failure);
        }
    }

    private static Exception thrown(Throwable failure) {
        if (failure instanceof Error error) {
            throw error;
        }
        return (Exception) failure;
    }
}
