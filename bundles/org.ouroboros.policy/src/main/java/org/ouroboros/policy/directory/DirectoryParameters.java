// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.policy.directory;

import java.time.Duration;

/**
 * How the directory of a layer is set: {@code dir_dht_config} (network specification, sections 4.4 and 12).
 *
 * @param alpha requests that a look-up has under way at a time, 1..10
 * @param replicas contacts in a bucket, and members that a value is stored at: <i>k</i>, 1..20
 * @param expiry how long a value is kept unless it is stored again, 10..86,400 s
 * @param refresh how long a bucket may go unused, 3..3,600 s
 * @param replication time after which a value is stored again, 3..3,600 s
 * @param peer address of the member that this one enrolled with; 0 if it is the first member
 */
public record DirectoryParameters(
        int alpha, int replicas, Duration expiry, Duration refresh, Duration replication, long peer) {}
