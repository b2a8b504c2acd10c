// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.api.irm;

/** A component of an IPCP that is connected to its counterpart in a neighbour. */
public enum LayerComponent {
    /** Management. */
    MANAGEMENT,
    /** Data transfer. */
    DATA_TRANSFER
}
