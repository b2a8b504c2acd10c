// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.irm.declaration;

/**
 * An object of a system that can be declared, once.
 *
 * @param kind kind of object
 * @param name name of the IPCP or peer, or the name
 * @param bound what is bound to the name; empty for other kinds
 */
public record Key(Kind kind, String name, String bound) {
    /** {@return where that name is found} */
    public static Key peer(String name) {
        return new Key(Kind.PEER, name, "");
    }

    /** {@return the IPCP of that name} */
    public static Key ipcp(String name) {
        return new Key(Kind.IPCP, name, "");
    }

    /** {@return that name} */
    public static Key name(String name) {
        return new Key(Kind.NAME, name, "");
    }

    /** {@return the binding of a program to a name} */
    public static Key program(String program, String name) {
        return new Key(Kind.BINDING, name, "program '" + program + "'");
    }

    /** {@return the binding of an IPCP to a name} */
    public static Key boundIpcp(String ipcp, String name) {
        return new Key(Kind.BINDING, name, "IPCP '" + ipcp + "'");
    }

    @Override
    public String toString() {
        return switch (kind) {
            case PEER -> "peer '" + name + "'";
            case IPCP -> "IPCP '" + name + "'";
            case NAME -> "name '" + name + "'";
            case BINDING -> "binding of " + bound + " to name '" + name + "'";
        };
    }
}
