// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.policy.reliability;

import java.time.Duration;
import org.osgi.annotation.versioning.ConsumerType;
import org.osgi.annotation.versioning.ProviderType;
import org.ouroboros.api.QosSpec;
import org.ouroboros.loop.IpcpLoop;
import org.ouroboros.packet.Packet;

/** A protocol that makes a flow ordered, and reliable if its QoS asks for it. A stateless service of kind {@link #KIND}. */
@ConsumerType
public interface ReliabilityPolicy {
    /** The kind of these policies. */
    String KIND = "reliability";

    /**
     * Opens the protocol for one flow.
     *
     * @param flow the end it works for
     * @return the protocol machine, owned by the caller
     */
    Machine open(FlowEnd flow);

    /** The end of the flow that a machine works for. */
    @ProviderType
    interface FlowEnd {
        /** {@return the loop that owns the flow} */
        IpcpLoop loop();

        /** {@return the QoS of the flow} */
        QosSpec qos();

        /** {@return how long a packet may live in the layer} */
        Duration maximumPacketLifetime();

        /**
         * Sends a packet to the peer.
         *
         * @param packet with the machine's header; ownership passes
         */
        void transmit(Packet packet);

        /**
         * Hands a message to the user of the flow.
         *
         * @param packet without header; ownership passes
         */
        void deliver(Packet packet);

        /** Says that {@link Machine#writable()} may have become true. */
        void wakeWriter();
    }

    /** Protects one flow. Called on the loop of the flow, one call at a time; never blocks. */
    @ConsumerType
    interface Machine extends AutoCloseable {
        /** {@return bytes that the machine pushes in front of a message} */
        int headerBytes();

        /** {@return whether the window has room for a message} */
        boolean writable();

        /**
         * Sends a message. Called only while {@link #writable()}.
         *
         * @param packet the message; ownership passes
         */
        void write(Packet packet);

        /**
         * Takes a packet from the peer.
         *
         * @param packet with the peer's header; ownership passes
         */
        void receive(Packet packet);

        /** Releases timers and packets. Idempotent; nothing else is called afterwards. */
        @Override
        void close();
    }
}
