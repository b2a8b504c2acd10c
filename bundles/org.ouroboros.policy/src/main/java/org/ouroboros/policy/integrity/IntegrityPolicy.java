// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.policy.integrity;

import org.osgi.annotation.versioning.ConsumerType;
import org.ouroboros.packet.Packet;

/** A checksum over the packets of a flow. A stateless, thread-safe service of kind {@link #KIND}. */
@ConsumerType
public interface IntegrityPolicy {
    /** The kind of these policies. */
    String KIND = "integrity";

    /** {@return a checker for one flow, owned by the caller} */
    Checker open();

    /** Protects one flow. Called on the loop of the flow, one call at a time; looks at a packet, never owns it. */
    @ConsumerType
    interface Checker extends AutoCloseable {
        /** {@return bytes that {@link #protect} appends} */
        int trailerBytes();

        /**
         * Appends the checksum.
         *
         * @param packet a packet about to be sent, with room for the trailer
         */
        void protect(Packet packet);

        /**
         * Checks and takes off the checksum.
         *
         * @param packet a packet that arrived, of any length
         * @return whether it is sound; otherwise the packet is left as it is, and dropped unless it is known to come without a checksum
         */
        boolean verify(Packet packet);

        /** Releases what the checker holds. Idempotent; nothing else is called afterwards. */
        @Override
        void close();
    }
}
