// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.ipcp.udp;

/**
 * Bounds of an IPCP.
 *
 * @param flows flows at a time, 1 to 65536
 * @param requests own requests that wait for a reply at a time
 * @param arrivals requests of peers that wait for an answer at a time
 */
record Limits(int flows, int requests, int arrivals) {
    static final int FLOWS = 16_384;
    static final int REQUESTS = 1_024;
    static final int ARRIVALS = 1_024;

    /** The largest of each. */
    static final int MOST = 65_536;

    static final Limits DEFAULT = new Limits(FLOWS, REQUESTS, ARRIVALS);

    Limits {
        check("max.flows", flows);
        check("max.requests", requests);
        check("max.arrivals", arrivals);
    }

    private static void check(String key, int value) {
        if (value < 1 || value > MOST) {
            throw new IllegalArgumentException(key + " " + value + " is outside 1.." + MOST);
        }
    }
}
