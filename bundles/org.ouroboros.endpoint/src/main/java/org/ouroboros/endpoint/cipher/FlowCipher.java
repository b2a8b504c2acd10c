// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.endpoint.cipher;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.ouroboros.loop.IpcpLoop;
import org.ouroboros.packet.Packet;
import org.ouroboros.policy.encryption.CipherTraits;
import org.ouroboros.policy.encryption.EncryptionPolicy;
import org.ouroboros.policy.encryption.EncryptionPolicy.Sealer;

/**
 * A cipher at work for one end of a flow: gives each packet its initialisation vector, and follows the epochs of the keys.
 *
 * <pre>
 *   | IV: random, but for the highest bit, the phase | message, encrypted | tag |
 * </pre>
 *
 * <p>Which key opens a packet is tried: that of this epoch, of the one before, of the next one, which then begins. The phase bit is
 * asked only by a cipher that cannot tell. Only genuine packets are counted. Made on any thread; confined to the loop from then on.
 */
public final class FlowCipher implements AutoCloseable {
    private static final int PHASE = 0x80;

    private final EncryptionPolicy policy;
    private final CipherTraits traits;
    private final KeyEpochs epochs;
    private final RandomVectors vectors;
    private long epoch;
    private Sealer current;
    private @Nullable Sealer previous;
    private @Nullable Sealer next;

    /**
     * Opens a cipher with the key of this epoch.
     *
     * @param policy the cipher
     * @param epochs the keys
     * @param loop where randomness comes from
     */
    public FlowCipher(EncryptionPolicy policy, KeyEpochs epochs, IpcpLoop loop) {
        this.policy = policy;
        this.traits = policy.traits();
        this.epochs = epochs;
        this.vectors = new RandomVectors(loop, traits.ivBytes());
        KeyEpochs.Key key = epochs.current();
        this.epoch = key.epoch();
        this.current = open(key);
    }

    /** {@return bytes that {@link #seal} pushes in front} */
    public int headerBytes() {
        return traits.ivBytes();
    }

    /** {@return bytes that {@link #seal} appends} */
    public int trailerBytes() {
        return traits.tagBytes();
    }

    /** {@return whether the cipher tells a genuine packet from any other} */
    public boolean authenticates() {
        return traits.authenticates();
    }

    /**
     * Encrypts in place.
     *
     * @param packet a message, with room for initialisation vector and tag
     */
    public void seal(Packet packet) {
        follow();
        packet.pushHeader(traits.ivBytes());
        writeVector(packet);
        current.seal(packet);
        epochs.sent();
    }

    /**
     * Decrypts in place.
     *
     * @param packet a packet that arrived, of any length
     * @return whether it is genuine, as far as the cipher can tell
     */
    public boolean open(Packet packet) {
        if (packet.length() <= traits.ivBytes() + traits.tagBytes()) {
            return false; // too short, or an empty message, which nobody sends
        }
        follow();
        boolean genuine = traits.authenticates() ? openByTrying(packet) : openByPhase(packet);
        if (genuine) {
            epochs.received();
        }
        return genuine;
    }

    /**
     * Seals a signal: an empty message with a key that is for nothing else.
     *
     * @param packet an empty packet, with room for initialisation vector and tag
     * @param ofLeader whether the leader of a splice sends it, so that nobody can send it back
     */
    public void sealSignal(Packet packet, boolean ofLeader) {
        packet.pushHeader(traits.ivBytes());
        writeVector(packet);
        try (Sealer sealer = signals(ofLeader)) {
            sealer.seal(packet);
        }
    }

    /**
     * Finds out whether a packet is a signal.
     *
     * @param packet a packet that arrived, of any length; of no use afterwards
     * @param ofLeader whose it would be
     * @return whether it is, and genuine
     */
    public boolean isSignal(Packet packet, boolean ofLeader) {
        if (!traits.authenticates() || packet.length() != traits.ivBytes() + traits.tagBytes()) {
            return false;
        }
        try (Sealer sealer = signals(ofLeader)) {
            return sealer.open(packet);
        }
    }

    /** Wipes what is derived from the keys, and the vectors; the keys themselves are the host's. */
    @Override
    public void close() {
        current.close();
        forgetOthers();
        vectors.close();
    }

    private boolean openByTrying(Packet packet) {
        if (current.open(packet)) {
            return true;
        }
        Sealer before = previous();
        if (before != null && before.open(packet)) {
            return true;
        }
        if (next().open(packet)) {
            epochs.peerRotated();
            return true;
        }
        return false;
    }

    /** Opens a packet as the phase bit says: a cipher without tags opens anything, with any key. */
    private boolean openByPhase(Packet packet) {
        boolean phase = packet.segment().get(JAVA_BYTE, packet.offset()) < 0;
        if (phase != epochs.phase()) {
            if (epochs.nearsItsEnd()) {
                epochs.peerRotated();
                follow();
            } else {
                Sealer before = previous();
                if (before != null) {
                    return before.open(packet);
                }
            }
        }
        return current.open(packet);
    }

    /** Catches up with the epochs, which this or a predecessor of this went through. */
    private void follow() {
        KeyEpochs.Key key = epochs.current();
        if (key.epoch() == epoch) {
            if (previous != null && epochs.previous() == null) {
                previous.close();
                previous = null;
            }
            return;
        }
        Sealer old = current;
        Sealer ahead = next;
        boolean byOne = key.epoch() == epoch + 1;
        if (byOne && ahead != null) {
            current = ahead;
            next = null;
        } else {
            current = open(key);
        }
        forgetOthers();
        if (byOne && epochs.previous() != null) {
            previous = old;
        } else {
            old.close();
        }
        epoch = key.epoch();
    }

    private @Nullable Sealer previous() {
        KeyEpochs.Key key = epochs.previous();
        if (previous == null && key != null) {
            previous = open(key);
        }
        return previous;
    }

    private Sealer next() {
        Sealer ahead = next;
        if (ahead == null) {
            ahead = open(epochs.next());
            next = ahead;
        }
        return ahead;
    }

    private void forgetOthers() {
        Sealer before = previous;
        if (before != null) {
            before.close();
            previous = null;
        }
        Sealer ahead = next;
        if (ahead != null) {
            ahead.close();
            next = null;
        }
    }

    private Sealer open(KeyEpochs.Key key) {
        return open(key.bytes().clone());
    }

    private Sealer signals(boolean ofLeader) {
        return open(epochs.signalKey(ofLeader));
    }

    private Sealer open(byte[] key) {
        try {
            return policy.open(key);
        } finally {
            Arrays.fill(key, (byte) 0);
        }
    }

    private void writeVector(Packet packet) {
        vectors.draw();
        byte[] bytes = vectors.bytes();
        int at = vectors.at();
        int first = bytes[at] & ~PHASE;
        bytes[at] = (byte) (epochs.phaseToSend() ? first | PHASE : first);
        MemorySegment.copy(bytes, at, packet.segment(), JAVA_BYTE, packet.offset(), traits.ivBytes());
    }
}
