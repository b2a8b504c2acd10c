// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.irm;

import java.time.Duration;

/**
 * Bounds of an IRM.
 *
 * @param acceptorWait how long a flow waits for a process that accepts it
 * @param autostartWait how much longer it waits when a program had to be started for it
 * @param queryWait how long a layer may take to say whether it reaches a name
 * @param maxFlows flow ends that the system has at most
 * @param maxNames names that the system has at most, besides those that are declared
 * @param retryFirst how long to wait before what is wanted and failed is tried again
 * @param retryLongest how long to wait at most, when it failed again and again
 */
record IrmSettings(
        Duration acceptorWait,
        Duration autostartWait,
        Duration queryWait,
        int maxFlows,
        int maxNames,
        Duration retryFirst,
        Duration retryLongest) {
    IrmSettings {
        requirePositive("acceptor.wait.ms", acceptorWait.toMillis());
        requirePositive("autostart.wait.ms", autostartWait.toMillis());
        requirePositive("query.wait.ms", queryWait.toMillis());
        requirePositive("max.flows", maxFlows);
        requirePositive("max.names", maxNames);
        requirePositive("retry.first.ms", retryFirst.toMillis());
        requirePositive("retry.longest.ms", retryLongest.toMillis());
    }

    private static void requirePositive(String key, long value) {
        if (value <= 0) {
            throw new IllegalArgumentException(key + " = " + value + " is not positive");
        }
    }
}
