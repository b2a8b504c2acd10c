// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.endpoint.cipher;

import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.ouroboros.packet.Packet;
import org.ouroboros.packet.PacketPool;
import org.ouroboros.policy.encryption.EncryptionPolicy;
import org.ouroboros.policy.encryption.EncryptionPolicy.Sealer;
import org.ouroboros.policy.swap.StateRefused;

/**
 * Has a cipher turn packets of its own before it takes over those of flows. One that does not open what it sealed is found out, and one that has
 * not been used yet is compiled: the first hundreds of packets take a hundred times as long as those that follow, and would have the packets
 * of flows wait. Any thread that may take its time.
 *
 * <p>A policy that takes over many flows at once rehearses for the first of them. It is not kept from being unloaded.
 */
public final class CipherRehearsal {
    /** As many as the compiler wants to see before it takes something for worth its while, twice. */
    private static final int PACKETS = 512;

    private static final int MESSAGE_BYTES = 256;

    private final AtomicReference<@Nullable WeakReference<EncryptionPolicy>> latest = new AtomicReference<>();

    /** Nothing was rehearsed yet. */
    public CipherRehearsal() {}

    /**
     * Rehearses, unless the policy was the last one to do so, or no packet is to be had.
     *
     * @param policy the policy
     * @param pool where the packet comes from, of which there is one at a time
     * @throws StateRefused if a packet is not what it was when it was sealed and opened
     */
    public void of(EncryptionPolicy policy, PacketPool pool) {
        WeakReference<EncryptionPolicy> before = latest.get();
        boolean done = before != null && before.refersTo(policy);
        if (done || !latest.compareAndSet(before, new WeakReference<>(policy))) {
            return;
        }
        Packet packet = pool.take();
        if (packet == null) {
            return;
        }
        boolean passed = false;
        try (Sealer sealer = policy.open(new byte[EncryptionPolicy.SESSION_KEY_BYTES])) {
            rehearse(sealer, packet, policy.traits().ivBytes());
            passed = true;
        } finally {
            packet.release();
            if (!passed) {
                latest.set(null); // whoever asks next finds out, too
            }
        }
    }

    /** Bytes come and go in arrays: how memory is accessed is part of what is compiled of the path of packets. */
    private static void rehearse(Sealer sealer, Packet packet, int ivBytes) {
        byte[] sent = new byte[ivBytes + MESSAGE_BYTES];
        byte[] received = new byte[PacketPool.LARGEST_PAYLOAD];
        for (int number = 0; number < PACKETS; number++) {
            mark(sent, number);
            packet.clear();
            packet.put(ByteBuffer.wrap(sent));
            SealerCalls.seal(sealer, packet);
            if (!SealerCalls.open(sealer, packet)) {
                throw new StateRefused("it does not open what it sealed");
            }
            int length = packet.get(ByteBuffer.wrap(received));
            if (!Arrays.equals(sent, ivBytes, sent.length, received, 0, length)) {
                throw new StateRefused("it opens another message than it sealed");
            }
        }
    }

    /** Tells initialisation vectors apart: the platform refuses to seal with one twice. */
    private static void mark(byte[] packet, int number) {
        packet[0] = (byte) number;
        packet[1] = (byte) (number >>> Byte.SIZE);
    }
}
