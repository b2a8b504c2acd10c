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
import org.ouroboros.policy.integrity.IntegrityPolicy;
import org.ouroboros.policy.integrity.IntegrityPolicy.Checker;

/** Checksums: what is sound comes through as it was, and what is not is left as it is. */
final class IntegrityContract {
    private static final int[] LENGTHS = {1, 2, 3, 4, 7, 8, 15, 64, 255, 1_400};
    private static final int SHORTEST_NOISE =
            64; // no checksum of 4 bytes finds noise of this length sound but by one chance in 2^32

    static final PolicyKind<IntegrityPolicy> KIND = new PolicyKind<>(
            IntegrityPolicy.KIND,
            IntegrityPolicy.class,
            Place.FLOW,
            List.of(
                    Check.contract("sound packets", IntegrityContract::sound),
                    Check.contract("damaged packets", IntegrityContract::damaged),
                    Check.contract("any length", IntegrityContract::anyLength),
                    Check.contract("threads", policy -> Alone.sameResults(thread -> trailer(policy, thread))),
                    Check.handOver("own state", (policy, _) -> handOver(policy, policy))));

    private IntegrityContract() {}

    private static Checker open(IntegrityPolicy policy) {
        return Broken.unlessNull(policy.open(), "open()");
    }

    private static void sound(IntegrityPolicy policy) {
        Packets packets = new Packets();
        Checker checker = open(policy);
        for (int length : LENGTHS) {
            byte[] message = Packets.random(length, length);
            Packet packet = packets.of(message);
            checker.protect(packet);
            Broken.unless(
                    packet.length() == length + checker.trailerBytes(),
                    "makes " + packet.length() + " of " + length + " bytes, with a trailer of "
                            + checker.trailerBytes());
            requireSound(checker, packet, message);
            packet.release();
        }
        checker.close();
        checker.close(); // which is idempotent
        packets.requireAllBack();
    }

    private static void requireSound(Checker checker, Packet packet, byte[] message) {
        Broken.unless(checker.verify(packet), "finds a sound packet of " + message.length + " bytes damaged");
        Broken.unless(
                Arrays.equals(message, Packets.bytes(packet)),
                "changes a packet of " + message.length + " bytes that it protects and verifies");
    }

    private static void damaged(IntegrityPolicy policy) {
        Packets packets = new Packets();
        Checker checker = open(policy);
        for (int length : LENGTHS) {
            Packet packet = packets.of(Packets.random(length, length));
            checker.protect(packet);
            for (int bit = 0; bit < packet.length() * Byte.SIZE; bit += 3) {
                Packets.flip(packet, bit);
                requireDamaged(checker, packet, "with bit " + bit + " changed");
                Packets.flip(packet, bit);
            }
            packet.release();
        }
        checker.close();
        packets.requireAllBack();
    }

    private static void requireDamaged(Checker checker, Packet packet, String what) {
        byte[] before = Packets.bytes(packet);
        Broken.unless(!checker.verify(packet), "finds a packet of " + before.length + " bytes sound, " + what);
        Broken.unless(Arrays.equals(before, Packets.bytes(packet)), "changes a packet that it finds damaged");
    }

    /** Packets arrive that have nothing of the policy. */
    private static void anyLength(IntegrityPolicy policy) {
        Packets packets = new Packets();
        Checker checker = open(policy);
        for (int length = 0; length < SHORTEST_NOISE; length++) {
            Packet packet = packets.of(Packets.random(length, length));
            checker.verify(packet);
            packet.release();
        }
        Packet noise = packets.of(Packets.random(SHORTEST_NOISE, 1));
        requireDamaged(checker, noise, "though it is noise");
        noise.release();
        checker.close();
        packets.requireAllBack();
    }

    private static List<Integer> trailer(IntegrityPolicy policy, int seed) {
        Packets packets = new Packets();
        Checker checker = open(policy);
        Packet packet = packets.of(Packets.random(1_000, seed));
        checker.protect(packet);
        int hash = Arrays.hashCode(Packets.bytes(packet));
        packet.release();
        checker.close();
        return List.of(hash);
    }

    /** Nothing is handed over: what one has protected, another one verifies. */
    private static String handOver(IntegrityPolicy from, IntegrityPolicy to) {
        Packets packets = new Packets();
        Checker before = open(from);
        Checker after = open(to);
        byte[] message = Packets.random(LENGTHS[LENGTHS.length - 1], 1);
        Packet packet = packets.of(message);
        before.protect(packet);
        before.close();
        requireSound(after, packet, message);
        packet.release();
        after.close();
        return "";
    }
}
