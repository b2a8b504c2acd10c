// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.policy.encryption;

import org.ouroboros.policy.swap.State;

/**
 * Where the encryption of a flow is. The keys stay with the endpoint, which goes on counting.
 *
 * @param cipher what the two ends agreed on; a successor must be the same on the wire
 * @param epoch number of the key that is in use, from 0
 * @param packets packets of the flow so far, both directions together
 */
public record EncryptionState(CipherTraits cipher, long epoch, long packets) implements State {
    /** Version of this record. */
    public static final int VERSION = 1;

    @Override
    public int version() {
        return VERSION;
    }

    @Override
    public String summary() {
        return "key " + epoch + ", " + packets + " packets";
    }
}
