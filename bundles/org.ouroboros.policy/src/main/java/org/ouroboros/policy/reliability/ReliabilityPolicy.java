// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.policy.reliability;

import java.time.Duration;
import java.util.Optional;
import org.osgi.annotation.versioning.ConsumerType;
import org.osgi.annotation.versioning.ProviderType;
import org.ouroboros.api.QosSpec;
import org.ouroboros.loop.IpcpLoop;
import org.ouroboros.packet.Packet;
import org.ouroboros.packet.PacketPool;
import org.ouroboros.policy.swap.Replaceable;
import org.ouroboros.policy.swap.StateRefused;

/** A protocol that makes a flow ordered, and reliable if its QoS asks for it. A stateless service of kind {@link #KIND}. */
@ConsumerType
public interface ReliabilityPolicy extends Replaceable<ReliabilityState> {
    /** The kind of these policies. */
    String KIND = "reliability";

    /**
     * Opens the protocol for one flow. Called off the loop.
     *
     * @param flow the end it works for
     * @return the protocol machine, owned by the caller
     */
    Machine open(FlowEnd flow);

    /**
     * The end of the flow that a machine works for. Confined to the loop, but for what describes the flow.
     *
     * <p>Before {@link #transmit}, {@link #deliver} or {@link #wakeWriter} returns, the machine may be called again: a user may
     * answer a message at once.
     */
    @ProviderType
    interface FlowEnd {
        /** {@return the loop that owns the flow} */
        IpcpLoop loop();

        /** {@return the packets of the system} */
        PacketPool pool();

        /** {@return the QoS of the flow} */
        QosSpec qos();

        /** {@return how long a packet may live in the layer} */
        Duration maximumPacketLifetime();

        /**
         * {@return whether the other end is known to be of this implementation, and so to take what the prototype does not} It is settled
         * before the first packet.
         */
        default boolean peerIsOurs() {
            return false;
        }

        /**
         * Sends a packet to the peer.
         *
         * @param packet with the machine's header; ownership passes
         */
        void transmit(Packet packet);

        /**
         * Hands a message to the user of the flow. It is dropped, and counted, if there is no {@link #room()}.
         *
         * @param packet without header, and what hangs behind it; ownership passes
         */
        void deliver(Packet packet);

        /**
         * {@return how many messages the user of the flow takes now} A machine that has its peer send no more than that beyond
         * what it delivered loses none to a slow reader.
         */
        int room();

        /** Says that {@link Machine#writable()} or {@link Machine#settled()} may have become true. */
        void wakeWriter();

        /**
         * Gives the flow up: it goes down and does not come up again.
         *
         * @param reason why, for people
         */
        void fail(String reason);
    }

    /** Protects one flow. Called on the loop of the flow, one call at a time; never blocks. */
    @ConsumerType
    interface Machine extends AutoCloseable {
        /** {@return bytes that the machine pushes in front of a message} */
        int headerBytes();

        /** {@return whether the window has room for a message} */
        boolean writable();

        /** {@return how many packets a message may take, one hanging behind the other; the same from the first packet on} */
        default int pieces() {
            return 1;
        }

        /**
         * Sends a message. Called only while {@link #writable()}.
         *
         * @param packet the message, or its first piece with the others behind it; ownership passes
         */
        void write(Packet packet);

        /**
         * Takes a packet from the peer.
         *
         * @param packet with the peer's header; ownership passes
         */
        void receive(Packet packet);

        /** Says that {@link FlowEnd#room()} has grown to half of what the user takes at most, after it was asked and was less. */
        default void roomAgain() {}

        /**
         * {@return whether the peer has acknowledged everything that it must} A flow that its user released is kept until then,
         * for a bounded time.
         */
        default boolean settled() {
            return true;
        }

        /**
         * Tells a control packet of a peer that protects none of them from a packet that was damaged (end-to-end specification,
         * section 2.9).
         *
         * @param packet a packet that came without the checksum of the flow; it is looked at only
         * @return whether it may be received all the same
         */
        default boolean isControl(Packet packet) {
            return false;
        }

        /** Says that the user released the flow: what is still to be said to the peer is said now. Possibly more than once. */
        default void farewell() {}

        /** {@return where the flow is, without the packets that are kept; empty if no other machine can go on from there} */
        default Optional<ReliabilityState> state() {
            return Optional.empty();
        }

        /**
         * Leaves the flow to another machine, or to nobody for a while. Not within another call. Nothing but {@link #resume} and {@link #close} is
         * called afterwards.
         *
         * @return where the flow is, with all packets, whose ownership passes
         */
        default ReliabilityState handOver() {
            throw new UnsupportedOperationException("the machine keeps its state");
        }

        /**
         * Goes on from where another machine, or this one, has left the flow, in place of beginning.
         *
         * @param state with all packets, whose ownership passes unless this throws
         * @throws StateRefused if it cannot go on from there
         */
        default void resume(ReliabilityState state) {
            throw new StateRefused("it cannot go on from the state of another machine");
        }

        /** Releases timers and packets. Idempotent; nothing else is called afterwards. */
        @Override
        void close();
    }
}
