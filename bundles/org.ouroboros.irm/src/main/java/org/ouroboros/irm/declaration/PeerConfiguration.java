// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.irm.declaration;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Keys of the configuration of a peer. */
@ObjectClassDefinition(
        factoryPid = PeerConfiguration.PID,
        name = "Peer",
        description = "Where a name is found, for layers that cannot look it up by themselves, such as those over UDP;"
                + " one file for each: conf/" + PeerConfiguration.PID
                + "~far.cfg. The part behind the tilde only tells files apart.")
public @interface PeerConfiguration {
    /** Factory PID. */
    String PID = "org.ouroboros.irm.peer";

    /** {@return the name} */
    @AttributeDefinition(description = "The name, 1 to 255 bytes of UTF-8. Must be given.")
    String name();

    /** {@return its address} */
    @AttributeDefinition(
            description = "A literal IPv4 or IPv6 address, such as 192.0.2.1 or 2001:db8::1. Must be given.")
    String address();

    /** {@return its port} */
    @AttributeDefinition(
            required = false,
            description = "UDP port at that address, from 1 to 65535; that of the IPCP itself unless given.")
    int port();
}
