// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.directory.dht;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HexFormat;
import org.ouroboros.policy.ipcp.NameHash;

/** A place in the directory: the hash of a name, or the identity of a member. Keys of one layer are equally long. A value. */
final class Key {
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private final byte[] bytes;

    /** The first eight bytes, in which two keys nearly always differ. */
    private final long front;

    /**
     * Takes a key from its bytes.
     *
     * @param bytes at least eight; ownership passes
     */
    Key(byte[] bytes) {
        this.bytes = bytes;
        this.front = (long) LONG.get(bytes, 0);
    }

    static Key of(NameHash hash) {
        return new Key(hash.bytes());
    }

    NameHash hash() {
        return NameHash.of(bytes);
    }

    int length() {
        return bytes.length;
    }

    /** {@return the bytes, which nobody may change} */
    byte[] bytes() {
        return bytes;
    }

    /** {@return below 0 if {@code a} is closer to this than {@code b}, above 0 if it is farther} */
    int compareDistances(Key a, Key b) {
        int order = Long.compareUnsigned(front ^ a.front, front ^ b.front);
        for (int i = Long.BYTES; order == 0 && i < bytes.length; i++) {
            order = Integer.compare((bytes[i] ^ a.bytes[i]) & 0xFF, (bytes[i] ^ b.bytes[i]) & 0xFF);
        }
        return order;
    }

    /** {@return number of bits from the front in which both agree} */
    int sharedBits(Key other) {
        int at = Arrays.mismatch(bytes, other.bytes);
        return at < 0
                ? bytes.length * Byte.SIZE
                : at * Byte.SIZE + Integer.numberOfLeadingZeros((bytes[at] ^ other.bytes[at]) & 0xFF) - 24;
    }

    /**
     * {@return a key that agrees with this in the given number of bits, and differs in the next one}
     *
     * @param bits how many, fewer than the key has
     * @param noise the bits behind; as long as the key, ownership passes
     */
    Key sharing(int bits, byte[] noise) {
        int at = bits / Byte.SIZE;
        System.arraycopy(bytes, 0, noise, 0, at);
        int kept = 0xFF00 >> (bits % Byte.SIZE);
        int turned = 0x80 >> (bits % Byte.SIZE);
        noise[at] = (byte) ((bytes[at] & kept) | (~bytes[at] & turned) | (noise[at] & ~(kept | turned)));
        return new Key(noise);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Key key && front == key.front && Arrays.equals(bytes, key.bytes);
    }

    @Override
    public int hashCode() {
        return Long.hashCode(front);
    }

    @Override
    public String toString() {
        return HexFormat.of().formatHex(bytes);
    }
}
