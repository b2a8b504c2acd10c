// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.irm;

import java.util.List;
import org.ouroboros.loop.IpcpLoop;
import org.ouroboros.policy.ipcp.Ipcp;
import org.ouroboros.policy.ipcp.LayerMember;

/** How this system talks to those of the other members of a layer, and to itself, through one IPCP. Confined to the loop. */
final class LayerChannel {
    /** Takes what is said. */
    interface Ear {
        /**
         * Takes a word.
         *
         * @param ipcp the IPCP that it came to
         * @param from address of the member that said it
         */
        void heard(SystemIpcp ipcp, long from, LayerWord word);
    }

    private final IpcpLoop loop;
    private final SystemIpcp ipcp;
    private final Ipcp member;
    private final long own;
    private final Ear ear;

    /**
     * Opens a channel.
     *
     * @param loop the loop of the IRM
     * @param ipcp an IPCP that is a member of a layer
     * @param ear hears what this system says to itself
     */
    LayerChannel(IpcpLoop loop, SystemIpcp ipcp, Ear ear) {
        this.loop = loop;
        this.ipcp = ipcp;
        this.member = ipcp.member();
        this.ear = ear;
        this.own = members().stream()
                .filter(each -> each.kin() == LayerMember.Kin.SELF)
                .mapToLong(LayerMember::address)
                .findFirst()
                .orElse(0);
    }

    /** {@return name of the IPCP} */
    String ipcp() {
        return ipcp.name();
    }

    /** {@return address of this member; 0 if members of this type of layer have none} */
    long own() {
        return own;
    }

    /** {@return whether the IPCP is the member that it was} */
    boolean isOpen() {
        return ipcp.isOperational() && ipcp.member() == member;
    }

    /** {@return the members of the layer, this one among them} */
    List<LayerMember> members() {
        return isOpen() ? member.members() : List.of();
    }

    /** {@return an address as people write it} */
    String label(long address) {
        return members().stream()
                .filter(each -> each.address() == address)
                .map(LayerMember::label)
                .findFirst()
                .orElseGet(() -> Long.toHexString(address));
    }

    /** Says something to a member. It may be lost, so whoever waits for an answer says it again. */
    void tell(long to, LayerWord word) {
        if (to == own) {
            loop.execute(() -> {
                if (isOpen()) {
                    ear.heard(ipcp, own, word);
                }
            });
        } else if (isOpen()) {
            var _ = member.tell(to, LayerWordFormat.encode(word));
        }
    }
}
