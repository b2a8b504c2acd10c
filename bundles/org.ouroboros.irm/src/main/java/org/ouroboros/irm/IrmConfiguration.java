// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.irm;

import java.time.Duration;
import java.util.Map;
import org.ouroboros.api.text.Settings;

/**
 * The configuration of an IRM, checked.
 *
 * @param settings what takes effect at once
 * @param queuePackets packets that wait in each direction of a flow, twice as many to be read where no window keeps the sender back
 * @param packetMemoryMib native memory for packets, in MiB
 * @param policyDeadline how long a policy may take to prepare
 */
record IrmConfiguration(IrmSettings settings, int queuePackets, int packetMemoryMib, Duration policyDeadline) {
    static final long ACCEPTOR_WAIT_MS = 1_000;
    static final long AUTOSTART_WAIT_MS = 1_000;
    static final long QUERY_WAIT_MS = 2_000;
    static final int MAX_FLOWS = 10_240;
    static final int MAX_NAMES = 65_536;
    static final int QUEUE_PACKETS = 256;
    static final int PACKET_MEMORY_MIB = 64;
    static final long POLICY_DEADLINE_MS = 5_000;
    static final long RETRY_FIRST_MS = 1_000;
    static final long RETRY_LONGEST_MS = 60_000;

    /** Reads the properties of the component. */
    static IrmConfiguration of(Map<String, ?> properties) {
        Settings configured = Settings.of("configuration " + IrmComponent.PID, properties);
        IrmConfiguration configuration = new IrmConfiguration(
                new IrmSettings(
                        configured.milliseconds("acceptor.wait.ms", ACCEPTOR_WAIT_MS),
                        configured.milliseconds("autostart.wait.ms", AUTOSTART_WAIT_MS),
                        configured.milliseconds("query.wait.ms", QUERY_WAIT_MS),
                        configured.number("max.flows", MAX_FLOWS, 1 << 24),
                        configured.number("max.names", MAX_NAMES, 1 << 24),
                        configured.milliseconds("retry.first.ms", RETRY_FIRST_MS),
                        configured.milliseconds("retry.longest.ms", RETRY_LONGEST_MS)),
                configured.number("queue.packets", QUEUE_PACKETS, 1 << 16),
                configured.number("packet.memory.mib", PACKET_MEMORY_MIB, 1 << 15),
                configured.milliseconds("policy.deadline.ms", POLICY_DEADLINE_MS));
        configured.warnOfUnknown();
        return configuration;
    }
}
