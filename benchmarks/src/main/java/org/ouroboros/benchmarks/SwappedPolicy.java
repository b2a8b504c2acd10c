// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.benchmarks;

import java.util.List;

/**
 * A policy that is replaced while packets pass.
 *
 * @param kind its kind
 * @param name its name
 * @param bundle the bundle that brings it
 * @param other name of the policy that it is swapped with
 */
record SwappedPolicy(String kind, String name, String bundle, String other) {
    /** Name of a second instance of a policy, which stands for another policy where only one is shipped. */
    static final String SECOND = "second";

    /** Those of a unicast layer. */
    static final List<SwappedPolicy> OF_LAYER = List.of(
            new SwappedPolicy("routing", "link-state", "org.ouroboros.routing.linkstate", "lfa"),
            new SwappedPolicy("forwarding", "simple", "org.ouroboros.forwarding.simple", "alternate"),
            new SwappedPolicy("congestion", "mb-ecn", "org.ouroboros.congestion.mbecn", "none"),
            new SwappedPolicy("scheduling", "priority", "org.ouroboros.scheduling.priority", SECOND),
            new SwappedPolicy("directory", "dht", "org.ouroboros.directory.dht", SECOND),
            new SwappedPolicy("address", "flat", "org.ouroboros.address.flat", SECOND));

    /** Those that protect flows. */
    static final List<SwappedPolicy> OF_FLOWS = List.of(
            new SwappedPolicy("reliability", "frcp", "org.ouroboros.reliability.frcp", SECOND),
            new SwappedPolicy("encryption", "aes-256-gcm", "org.ouroboros.encryption.aesgcm", SECOND),
            new SwappedPolicy("integrity", "crc32", "org.ouroboros.integrity.crc32", SECOND));

    boolean needsSecond() {
        return other.equals(SECOND);
    }
}
