// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.policy.ipcp;

import java.util.OptionalInt;

/**
 * Where a name is found that a layer cannot look up by itself: the operator has declared it.
 *
 * @param name the name
 * @param address address below the layer, such as a literal IP address
 * @param port port at that address; empty means the same as one's own
 */
public record Peer(String name, String address, OptionalInt port) {}
