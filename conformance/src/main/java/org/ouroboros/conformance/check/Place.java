// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.conformance.check;

/** Where a policy of some kind is in use, and with what it meets traffic. */
public enum Place {
    /** In the IPCPs of a layer. */
    LAYER,
    /** In the IPCPs of a layer, where names are looked up. */
    NAMES_OF_LAYER,
    /** At the ends of a flow that is reliable and without errors. */
    FLOW,
    /** At the ends of an encrypted flow, which names it. */
    ENCRYPTION,
    /** While an encrypted flow is allocated, which names it. */
    KEY_EXCHANGE,
    /** At a name that has several processes. */
    NAME,
    /** Where files of its own say so; the kit has none. */
    FILES
}
