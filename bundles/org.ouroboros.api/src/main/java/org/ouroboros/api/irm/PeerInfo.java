// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.api.irm;

import java.util.Optional;

/**
 * Where the operator says that a name is found, for layers that cannot look it up by themselves.
 *
 * @param name the name
 * @param address a literal IPv4 or IPv6 address
 * @param port port at that address, 1..65535; empty means the same as the IPCP's own
 * @param origin where it comes from
 */
public record PeerInfo(String name, String address, Optional<Integer> port, Origin origin) {}
