// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.reliability.frcp;

/** What happened on a flow so far. Confined to the loop. */
final class Counts {
    long retransmissions;
    long roundTrips;
    long duplicates;
    long outOfWindow;
    long outOfRun;
    long implausible;
    long rendezvous;
}
