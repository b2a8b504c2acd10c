// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.policy.reliability;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.ouroboros.packet.Packet;
import org.ouroboros.policy.swap.State;

/**
 * Where a flow is, from which a machine goes on in place of another. Numbers are those of packets, modulo 2<sup>32</sup>; times are of the loop of
 * the flow, in nanoseconds. What is due at a time is done by whichever machine is there then, soon if it is over: so nothing is put off for good
 * by machines that take turns more often than that. Whoever holds it owns the packets in it.
 *
 * @param sending the sending direction
 * @param receiving the receiving direction
 * @param roundTrip what was measured
 * @param heardNs when anything came from the peer last; of no meaning before that has begun
 */
public record ReliabilityState(Sending sending, Receiving receiving, RoundTrip roundTrip, long heardNs)
        implements State {
    /** Version of this record. The second one tells what is due. */
    public static final int VERSION = 2;

    /**
     * What the peer is told again and again until it answers.
     *
     * @param dueNs when it is told next
     * @param told how often it was told in vain, if the machine counts that
     */
    public record Reminder(long dueNs, int told) {}

    /**
     * The sending direction.
     *
     * @param oldest the oldest packet that is not acknowledged
     * @param next the next packet
     * @param limit the first packet that the peer does not allow
     * @param trusted whether the peer keeps to what it allows
     * @param progressNs when anything was acknowledged that was not before
     * @param timeouts how often in a row nothing was acknowledged in time
     * @param timeoutNs when the oldest packet counts as lost, unless it is acknowledged before
     * @param question that for a larger limit; empty if no message waits for one
     * @param kept the packets that are not acknowledged, in order
     */
    public record Sending(
            int oldest,
            int next,
            int limit,
            boolean trusted,
            long progressNs,
            int timeouts,
            OptionalLong timeoutNs,
            Optional<Reminder> question,
            List<Kept> kept) {
        /** Copies the list. */
        public Sending {
            kept = List.copyOf(kept);
        }

        /** {@return how many packets are not acknowledged} */
        public int outstanding() {
            return next - oldest;
        }
    }

    /**
     * The receiving direction.
     *
     * @param open whether the peer has begun
     * @param latestNs when data came last
     * @param delivered the first packet that the user has not got
     * @param expected the first packet that has not arrived
     * @param limit the first packet that the peer is not allowed
     * @param told the limit that the peer knows of
     * @param acknowledged the first packet that the peer does not know to have arrived
     * @param acknowledgementNs when the packets that have arrived are acknowledged at the latest; empty if they need not be
     * @param announcement that the peer is allowed more; empty if it need not be told again
     * @param kept packets that arrived and the user has not got, in order, with gaps
     */
    public record Receiving(
            boolean open,
            long latestNs,
            int delivered,
            int expected,
            int limit,
            int told,
            int acknowledged,
            OptionalLong acknowledgementNs,
            Optional<Reminder> announcement,
            List<Kept> kept) {
        /** Copies the list. */
        public Receiving {
            kept = List.copyOf(kept);
        }
    }

    /**
     * A packet that is kept, without the header of the protocol.
     *
     * @param number its number
     * @param packet the packet
     * @param first whether it says that it begins a message
     * @param more whether it says that more of its message follows
     * @param firstNs when it was sent first; 0 if it came from the peer
     * @param latestNs when it was sent last; 0 if it came from the peer
     */
    public record Kept(int number, Packet packet, boolean first, boolean more, long firstNs, long latestNs) {}

    /**
     * What was measured of the path.
     *
     * @param smoothedNs smoothed round trip; 0 before the first one
     * @param deviationNs its mean deviation
     * @param timeoutNs how long a packet may be unacknowledged
     * @param shortestNs the shortest one; {@link Long#MAX_VALUE} before the first one
     */
    public record RoundTrip(long smoothedNs, long deviationNs, long timeoutNs, long shortestNs) {}

    @Override
    public int version() {
        return VERSION;
    }

    @Override
    public String summary() {
        return "window of " + sending.outstanding() + " packets sent, " + (receiving.limit() - receiving.delivered())
                + " to receive";
    }

    /** Releases the packets in it, of a flow that does not go on. */
    public void release() {
        sending.kept().forEach(each -> each.packet().release());
        receiving.kept().forEach(each -> each.packet().release());
    }
}
