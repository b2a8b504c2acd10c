// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.conformance.contract;

import java.util.Arrays;
import java.util.List;
import org.ouroboros.conformance.check.Alone;
import org.ouroboros.conformance.check.Broken;
import org.ouroboros.conformance.check.Check;
import org.ouroboros.conformance.check.Place;
import org.ouroboros.conformance.check.PolicyKind;
import org.ouroboros.packet.Packet;
import org.ouroboros.policy.encryption.CipherTraits;
import org.ouroboros.policy.encryption.EncryptionPolicy;
import org.ouroboros.policy.encryption.EncryptionPolicy.Sealer;
import org.ouroboros.policy.encryption.EncryptionState;

/** Ciphers: a packet is opened as it was sealed, by this key alone, and the caller's key is the caller's. */
final class EncryptionContract {
    private static final int[] LENGTHS = {0, 1, 15, 16, 17, 64, 1_400};
    private static final int BIT_STEP = 7;

    static final PolicyKind<EncryptionPolicy> KIND = new PolicyKind<>(
            EncryptionPolicy.KIND,
            EncryptionPolicy.class,
            Place.ENCRYPTION,
            List.of(
                    Check.contract("traits", EncryptionContract::traits),
                    Check.contract("round trip", EncryptionContract::roundTrip),
                    Check.contract("forged packets", EncryptionContract::forged),
                    Check.contract("key of the caller", EncryptionContract::callersKey),
                    Check.contract("threads", policy -> Alone.sameResults(thread -> sealed(policy, thread))),
                    HandOver.version(EncryptionState.VERSION),
                    HandOver.own(EncryptionContract::state, EncryptionContract::goOn)));

    private EncryptionContract() {}

    private static Sealer open(EncryptionPolicy policy, long key) {
        return Broken.unlessNull(policy.open(key(key)), "open()");
    }

    private static byte[] key(long seed) {
        return Packets.random(EncryptionPolicy.SESSION_KEY_BYTES, seed);
    }

    private static void traits(EncryptionPolicy policy) {
        Broken.unless(
                Broken.unlessNull(policy.traits(), "traits()").equals(policy.traits()),
                "traits() answers now this, now that");
    }

    /** {@return initialisation vector and message} */
    private static byte[] plain(CipherTraits traits, int length) {
        return Packets.random(traits.ivBytes() + length, length);
    }

    private static void roundTrip(EncryptionPolicy policy) {
        Packets packets = new Packets();
        CipherTraits traits = policy.traits();
        Sealer near = open(policy, 1);
        Sealer far = open(policy, 1);
        for (int length : LENGTHS) {
            byte[] plain = plain(traits, length);
            Packet packet = packets.of(plain);
            near.seal(packet);
            requireSealed(traits, plain, packet);
            requireOpened(far, packet, plain, traits);
            packet.release();
        }
        near.close();
        far.close();
        far.close(); // which is idempotent
        packets.requireAllBack();
    }

    private static void requireSealed(CipherTraits traits, byte[] plain, Packet packet) {
        byte[] sealed = Packets.bytes(packet);
        Broken.unless(
                sealed.length == plain.length + traits.tagBytes(),
                "makes " + sealed.length + " of " + plain.length + " bytes, with a tag of " + traits.tagBytes());
        Broken.unless(
                Arrays.equals(sealed, 0, traits.ivBytes(), plain, 0, traits.ivBytes()),
                "changes the initialisation vector, which belongs to the endpoint");
        boolean readable = plain.length - traits.ivBytes() >= Long.BYTES
                && Arrays.equals(sealed, traits.ivBytes(), plain.length, plain, traits.ivBytes(), plain.length);
        Broken.unless(!readable, "leaves a message of " + (plain.length - traits.ivBytes()) + " bytes in the clear");
    }

    private static void requireOpened(Sealer sealer, Packet packet, byte[] plain, CipherTraits traits) {
        int length = plain.length - traits.ivBytes();
        Broken.unless(sealer.open(packet), "does not open a packet of " + length + " bytes that it sealed");
        Broken.unless(
                Arrays.equals(Packets.bytes(packet), Arrays.copyOfRange(plain, traits.ivBytes(), plain.length)),
                "opens a packet of " + length + " bytes to something else than was sealed");
    }

    /** Only a cipher with tags can tell; the others must not fail at least. */
    private static void forged(EncryptionPolicy policy) {
        Packets packets = new Packets();
        CipherTraits traits = policy.traits();
        Sealer sealer = open(policy, 1);
        Sealer stranger = open(policy, 2);
        Packet packet = packets.of(plain(traits, LENGTHS[LENGTHS.length - 1]));
        sealer.seal(packet);
        if (traits.authenticates()) {
            requireForged(stranger, packet, "with another key");
            for (int bit = 0; bit < packet.length() * Byte.SIZE; bit += BIT_STEP) {
                Packets.flip(packet, bit);
                requireForged(sealer, packet, "with bit " + bit + " changed");
                Packets.flip(packet, bit);
            }
        }
        packet.release();
        Packet shortest = packets.of(Packets.random(traits.ivBytes() + traits.tagBytes(), 3));
        Broken.unless(
                !sealer.open(shortest) || !traits.authenticates(),
                "opens a packet that nobody sealed, of nothing else");
        shortest.release();
        sealer.close();
        stranger.close();
        packets.requireAllBack();
    }

    private static void requireForged(Sealer sealer, Packet packet, String how) {
        byte[] before = Packets.bytes(packet);
        Broken.unless(!sealer.open(packet), "opens a packet " + how);
        Broken.unless(Arrays.equals(before, Packets.bytes(packet)), "changes a packet that is not genuine, " + how);
    }

    /** It is wiped once the cipher is open. */
    private static void callersKey(EncryptionPolicy policy) {
        Packets packets = new Packets();
        byte[] key = key(1);
        Sealer sealer = policy.open(key);
        Broken.unless(Arrays.equals(key, key(1)), "changes the key, which the caller wipes");
        Arrays.fill(key, (byte) 0);
        Sealer far = open(policy, 1);
        byte[] plain = plain(policy.traits(), LENGTHS[LENGTHS.length - 1]);
        Packet packet = packets.of(plain);
        sealer.seal(packet);
        byte[] sealed = Packets.bytes(packet);
        packet.release();
        Packet expected = packets.of(plain);
        far.seal(expected);
        Broken.unless(
                Arrays.equals(sealed, Packets.bytes(expected)),
                "seals otherwise after the caller has wiped the key: copy it");
        expected.release();
        sealer.close();
        far.close();
        packets.requireAllBack();
    }

    private static List<Integer> sealed(EncryptionPolicy policy, int seed) {
        Packets packets = new Packets();
        Sealer sealer = open(policy, seed);
        Packet packet = packets.of(plain(policy.traits(), LENGTHS[LENGTHS.length - 1]));
        sealer.seal(packet);
        int hash = Arrays.hashCode(Packets.bytes(packet));
        packet.release();
        sealer.close();
        return List.of(hash);
    }

    private static EncryptionState state(EncryptionPolicy policy) {
        return new EncryptionState(policy.traits(), 3, 1_000_000);
    }

    /** Keys stay with the endpoint: what one has sealed, another one opens. */
    private static void goOn(EncryptionPolicy policy, EncryptionState state) {
        Packets packets = new Packets();
        Sealer before = open(policy, state.epoch());
        byte[] plain = plain(state.cipher(), LENGTHS[LENGTHS.length - 1]);
        Packet packet = packets.of(plain);
        before.seal(packet);
        before.close();
        Sealer after = open(policy, state.epoch());
        requireOpened(after, packet, plain, state.cipher());
        packet.release();
        after.close();
        packets.requireAllBack();
    }
}
