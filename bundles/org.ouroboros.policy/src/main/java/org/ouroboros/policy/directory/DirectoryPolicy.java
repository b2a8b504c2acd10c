// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.policy.directory;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.osgi.annotation.versioning.ConsumerType;
import org.ouroboros.packet.Packet;
import org.ouroboros.policy.ipcp.NameHash;
import org.ouroboros.policy.swap.Replaceable;

/**
 * The directory of a unicast layer.
 *
 * <p>A policy is a stateless, thread-safe service of kind {@link #KIND}; what it knows about a layer lives in the {@link Directory} that
 * it opens.
 */
@ConsumerType
public interface DirectoryPolicy extends Replaceable<DirectoryState> {
    /** The kind of these policies. */
    String KIND = "directory";

    /**
     * Opens the directory of one member. Called on its loop.
     *
     * @param host what the directory needs of its IPCP
     * @param start state to continue from: {@link DirectoryState#empty()} for a new member, the predecessor's after a swap
     * @return the directory, owned by the caller
     */
    Directory open(DirectoryHost host, DirectoryState start);

    /** The directory as one member sees it. Called on the loop of its IPCP, one call at a time; never blocks. */
    @ConsumerType
    interface Directory extends AutoCloseable {
        /**
         * Says that a name is registered at this member.
         *
         * @param name hash of the name
         */
        void register(NameHash name);

        /**
         * Takes back {@link #register}.
         *
         * @param name hash of the name
         */
        void unregister(NameHash name);

        /**
         * Looks a name up.
         *
         * @param name hash of the name
         * @return completes on the loop with the addresses at which it is registered, empty if it was not found; within a bounded
         *     time
         */
        CompletableFuture<List<Long>> query(NameHash name);

        /**
         * Takes a message of another member's directory.
         *
         * @param message what it sent; ownership passes
         */
        void receive(Packet message);

        /** Says that routes changed: {@link DirectoryHost#reaches} may answer otherwise than before. */
        void routesChanged();

        /** {@return what it counts, by name, in the order in which it is to be shown} */
        Map<String, Long> counters();

        /** {@return all that a successor, or people, may want to know} */
        DirectoryState state();

        /** Releases what the directory holds; queries end with nothing found. Idempotent; nothing else is called afterwards. */
        @Override
        void close();
    }
}
