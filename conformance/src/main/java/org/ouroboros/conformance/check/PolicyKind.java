// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.conformance.check;

import java.util.List;

/**
 * A kind of policies, and what is checked of each.
 *
 * @param name the kind, as policies declare it
 * @param type what its services implement
 * @param place where they are in use
 * @param checks what is checked of each by itself, in this order
 * @param <P> type of the policies
 */
public record PolicyKind<P>(String name, Class<P> type, Place place, List<Check<P>> checks) {
    /** Copies the list. */
    public PolicyKind {
        checks = List.copyOf(checks);
    }
}
