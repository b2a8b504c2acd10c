// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.policy.directory;

import java.util.List;
import org.osgi.annotation.versioning.ProviderType;
import org.ouroboros.loop.IpcpLoop;
import org.ouroboros.packet.Packet;
import org.ouroboros.packet.PacketPool;
import org.ouroboros.policy.ipcp.HashAlgorithm;

/** What an IPCP does for its directory. Confined to the loop. */
@ProviderType
public interface DirectoryHost {
    /** {@return name of the IPCP, for people} */
    String ipcp();

    /** {@return the loop that the IPCP lives on} */
    IpcpLoop loop();

    /** {@return the packets of the system} */
    PacketPool pool();

    /** {@return address of this member, unsigned} */
    long address();

    /** {@return how the layer hashes names} */
    HashAlgorithm hash();

    /** {@return how the layer's directory is set} */
    DirectoryParameters parameters();

    /**
     * Says whether there is a route.
     *
     * @param address address of a member
     * @return whether a message to it would leave this system
     */
    boolean reaches(long address);

    /**
     * {@return addresses of the other members that routing knows, in no order; empty where it cannot tell} A directory that knows
     * nobody, or whose layer was in parts, finds members by them that no message mentions.
     */
    default List<Long> members() {
        return List.of();
    }

    /**
     * Sends a message to the directory of another member. It may get lost, and it is dropped, and counted, where there is no route.
     *
     * @param address address of that member
     * @param message at most {@link PacketPool#LARGEST_PAYLOAD} long; ownership passes
     */
    void send(long address, Packet message);
}
