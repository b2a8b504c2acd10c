// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.benchmarks;

import java.util.List;

/**
 * A bundle with types of IPCPs that is updated while packets pass.
 *
 * @param name what figures call it
 * @param bundle its symbolic name
 */
record UpdatedType(String name, String bundle) {
    /** Those under a ring. */
    static final List<UpdatedType> OF_RING = List.of(of("udp"), of("unicast"));

    /** That of a link within a system. */
    static final List<UpdatedType> OF_LINK = List.of(of("virtual"));

    private static UpdatedType of(String type) {
        return new UpdatedType("ipcp." + type, "org.ouroboros.ipcp." + type);
    }
}
