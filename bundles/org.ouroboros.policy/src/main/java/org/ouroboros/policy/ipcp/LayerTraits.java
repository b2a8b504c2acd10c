// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.policy.ipcp;

import java.time.Duration;

/**
 * What the layers of a type promise.
 *
 * @param preference layers with a lower number are preferred when several reach a name (end-to-end specification, 5.2)
 * @param withinSystem whether the layer carries flows between processes of one system, rather than leave them to be
 *     connected directly
 * @param reliable whether packets arrive in order, once and without loss, so that no end needs a protocol for it
 * @param errorFree whether no bit ever changes, so that no end needs a checksum
 * @param maximumPacketLifetime how long a packet may live in the layer (network specification, 1.7)
 */
public record LayerTraits(
        int preference, boolean withinSystem, boolean reliable, boolean errorFree, Duration maximumPacketLifetime) {}
