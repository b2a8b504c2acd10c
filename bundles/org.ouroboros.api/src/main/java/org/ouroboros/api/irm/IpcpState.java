// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.api.irm;

/** Where an IPCP is in its life. */
public enum IpcpState {
    /** Created, not yet member of a layer. */
    CREATED,
    /** Bootstrapping or enrolling. */
    JOINING,
    /** Member of a layer. */
    OPERATIONAL,
    /** Defined, but its type is not installed at the moment. It comes back with the type. */
    WAITING_FOR_TYPE,
    /** Down: something does not return on the loop that it lives on. It is again what it was when that does. */
    HELD_UP
}
