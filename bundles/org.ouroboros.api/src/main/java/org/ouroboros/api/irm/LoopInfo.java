// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.api.irm;

import java.util.Optional;

/**
 * A loop that IPCPs live on, and what it did so far.
 *
 * @param name name of the loop
 * @param tasks tasks that ran, those of timers included
 * @param failedTasks tasks that threw
 * @param longestTaskNs longest time that a task, a few very short ones in a row or one round of I/O took, in nanoseconds
 * @param armedTimers timers that will go off
 * @param heldUp what does not return, and for how long, for people; empty while the loop runs
 */
public record LoopInfo(
        String name, long tasks, long failedTasks, long longestTaskNs, int armedTimers, Optional<String> heldUp) {}
