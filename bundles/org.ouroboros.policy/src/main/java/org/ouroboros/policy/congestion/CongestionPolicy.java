// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.policy.congestion;

import org.osgi.annotation.versioning.ConsumerType;
import org.ouroboros.policy.swap.Replaceable;

/**
 * Congestion avoidance for the flows of one layer.
 *
 * <p>A policy is a stateless, thread-safe service of kind {@link #KIND}; what it knows about a flow lives in the {@link Controller}
 * that it opens. A successor starts from the {@link CongestionState} of the controllers that it replaces.
 */
@ConsumerType
public interface CongestionPolicy extends Replaceable<CongestionState> {
    /** The kind of these policies. */
    String KIND = "congestion";

    /** The longest time that a flow is held after a packet, in nanoseconds: a second. */
    long LONGEST_WAIT_NS = 1_000_000_000;

    /** What {@link Controller#onReceive} answers when there is nothing to tell the sender. */
    int NO_ECHO = -1;

    /**
     * What a member runs that has only the policies of the C prototype: the numbers of {@code cong_avoid} (network specification,
     * section 4.4).
     */
    enum Base {
        /** No avoidance. */
        NONE(0),
        /** Multi-bit explicit congestion notification. */
        MULTI_BIT_ECN(1);

        private final int number;

        Base(int number) {
            this.number = number;
        }

        /** {@return its number on the wire} */
        public int number() {
            return number;
        }
    }

    /** {@return what members of other implementations run in a layer with this policy} */
    Base base();

    /**
     * Marks a packet. Called on the loop of the IPCP for each packet that it sends or relays.
     *
     * @param ecn mark that the packet has, 0..255
     * @param queued packets that wait for the N-1 flow that it takes
     * @return its mark from now on, 0..255
     */
    int mark(int ecn, int queued);

    /**
     * Opens a controller for one end of a flow. May be called off the loop.
     *
     * @param start state to continue from: {@link CongestionState#SLOW_START} for a new flow, the predecessor's after a swap. A
     *     policy keeps what it understands and ignores the rest
     * @param nowNs clock of the host, in nanoseconds
     * @return the controller, owned by the caller
     */
    Controller open(CongestionState start, long nowNs);

    /** Decides the pace of one end of a flow. Called on the loop of its IPCP, one call at a time; never blocks. */
    @ConsumerType
    interface Controller extends AutoCloseable {
        /**
         * Accounts a packet that is being sent.
         *
         * @param bytes its length, header of the layer included
         * @param nowNs clock of the host, in nanoseconds
         * @return how long the next packets have to wait, in nanoseconds; 0 if they need not, and at most
         *     {@link #LONGEST_WAIT_NS}: what is longer is cut
         */
        long onSend(int bytes, long nowNs);

        /**
         * Takes the mark of a packet that arrived.
         *
         * @param ecn its mark, 0..255
         * @return level to echo to the sender, 0..65535, or {@link #NO_ECHO}
         */
        int onReceive(int ecn);

        /**
         * Takes what the peer echoes.
         *
         * @param ece level that the peer saw, 0..65535; 0 means that the congestion ended
         * @param nowNs clock of the host, in nanoseconds
         */
        void onEcho(int ece, long nowNs);

        /** {@return a snapshot from which a successor can continue} */
        CongestionState state();

        /** Releases what the controller holds. Idempotent; nothing else is called afterwards. */
        @Override
        void close();
    }
}
