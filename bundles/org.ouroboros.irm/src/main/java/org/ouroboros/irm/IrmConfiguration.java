// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.irm;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.ouroboros.irm.declaration.UnknownKeys;

/**
 * The configuration of an IRM, checked. A value that cannot be used is logged with its key, and the default holds: one wrong
 * line does not keep a system from running.
 *
 * @param settings what takes effect at once
 * @param queuePackets packets that wait in each direction of a flow
 * @param packetMemoryMib native memory for packets, in MiB
 * @param policyDeadline how long a policy may take to prepare
 */
record IrmConfiguration(IrmSettings settings, int queuePackets, int packetMemoryMib, Duration policyDeadline) {
    static final long ACCEPTOR_WAIT_MS = 1_000;
    static final long AUTOSTART_WAIT_MS = 1_000;
    static final long QUERY_WAIT_MS = 200;
    static final int MAX_FLOWS = 10_240;
    static final int MAX_NAMES = 65_536;
    static final int QUEUE_PACKETS = 256;
    static final int PACKET_MEMORY_MIB = 64;
    static final long POLICY_DEADLINE_MS = 5_000;
    static final long RETRY_FIRST_MS = 1_000;
    static final long RETRY_LONGEST_MS = 60_000;

    static final Set<String> KEYS = Set.of(
            "acceptor.wait.ms",
            "autostart.wait.ms",
            "query.wait.ms",
            "max.flows",
            "max.names",
            "retry.first.ms",
            "retry.longest.ms",
            "queue.packets",
            "packet.memory.mib",
            "policy.deadline.ms");

    private static final System.Logger LOG = System.getLogger(IrmConfiguration.class.getName());
    private static final long DAY_MS = Duration.ofDays(1).toMillis();

    /** Reads the properties of the component. */
    static IrmConfiguration of(Map<String, ?> properties) {
        UnknownKeys.in(properties.keySet(), KEYS, "")
                .forEach(complaint ->
                        LOG.log(System.Logger.Level.WARNING, "configuration {0}: {1}", IrmComponent.PID, complaint));
        IrmSettings settings = new IrmSettings(
                wait(properties, "acceptor.wait.ms", ACCEPTOR_WAIT_MS),
                wait(properties, "autostart.wait.ms", AUTOSTART_WAIT_MS),
                wait(properties, "query.wait.ms", QUERY_WAIT_MS),
                (int) number(properties, "max.flows", MAX_FLOWS, 1 << 24),
                (int) number(properties, "max.names", MAX_NAMES, 1 << 24),
                wait(properties, "retry.first.ms", RETRY_FIRST_MS),
                wait(properties, "retry.longest.ms", RETRY_LONGEST_MS));
        return new IrmConfiguration(
                settings,
                (int) number(properties, "queue.packets", QUEUE_PACKETS, 1 << 16),
                (int) number(properties, "packet.memory.mib", PACKET_MEMORY_MIB, 1 << 15),
                wait(properties, "policy.deadline.ms", POLICY_DEADLINE_MS));
    }

    private static Duration wait(Map<String, ?> properties, String key, long otherwise) {
        return Duration.ofMillis(number(properties, key, otherwise, DAY_MS));
    }

    private static long number(Map<String, ?> properties, String key, long otherwise, long most) {
        Object value = properties.get(key);
        if (value == null) {
            return otherwise;
        }
        try {
            long number = Long.parseLong(value.toString().strip());
            if (number >= 1 && number <= most) {
                return number;
            }
        } catch (NumberFormatException notANumber) {
            // told below, as every value that cannot be used
        }
        LOG.log(
                System.Logger.Level.WARNING,
                "configuration {0}: {1} = ''{2}'' is not a number from 1 to {3}; using {4}",
                IrmComponent.PID,
                key,
                value,
                String.valueOf(most),
                String.valueOf(otherwise));
        return otherwise;
    }
}
