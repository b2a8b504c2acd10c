// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.ipcp.unicast;

import java.util.Optional;
import org.ouroboros.api.irm.LayerComponent;
import org.ouroboros.packet.Packet;

/** A component of a member: what the connections of its kind belong to. Confined to the loop. */
interface Component {
    /** The kinds of components, as they introduce themselves (network specification, section 4.2). */
    enum Kind {
        /** Enrolment. */
        ENROLMENT("Enrollment", "OEP", 1, 0, Optional.empty()),
        /** Management: the link-state protocol. */
        MANAGEMENT("Management", "LSP", 1, 0, Optional.of(LayerComponent.MANAGEMENT)),
        /** Data transfer. */
        DATA_TRANSFER("Data Transfer", "dtp", 1, 2, Optional.of(LayerComponent.DATA_TRANSFER));

        private final String wireName;
        private final String protocol;
        private final int version;
        private final int syntax;
        private final Optional<LayerComponent> managed;

        Kind(String wireName, String protocol, int version, int syntax, Optional<LayerComponent> managed) {
            this.wireName = wireName;
            this.protocol = protocol;
            this.version = version;
            this.syntax = syntax;
            this.managed = managed;
        }

        String wireName() {
            return wireName;
        }

        String protocol() {
            return protocol;
        }

        int version() {
            return version;
        }

        int syntax() {
            return syntax;
        }

        /** {@return the component as an operator connects it; empty if he does not} */
        Optional<LayerComponent> managed() {
            return managed;
        }

        /** {@return what carries a component that an operator connects} */
        static Kind of(LayerComponent component) {
            return switch (component) {
                case MANAGEMENT -> MANAGEMENT;
                case DATA_TRANSFER -> DATA_TRANSFER;
            };
        }
    }

    /** Takes a new connection. */
    void added(Connection connection);

    /** Takes what arrives on a connection; ownership passes. */
    void receive(Connection connection, Packet packet);

    /** Says that a connection that could not take packets takes some again. */
    default void writableAgain(Connection connection) {}

    /** Says that the N-1 flow of a connection went down or came up. */
    default void changed(Connection connection) {}

    /** Says that this member is about to give a connection up: the last time to tell the neighbour something. */
    default void leaving(Connection connection) {}

    /** Says that a connection is gone. */
    void removed(Connection connection);
}
