// SPDX-License-Identifier: Apache-2.0
/**
 * Event loops: each is a thread of Netty that does I/O, runs timers and tasks, and sleeps when there is nothing to do.
 *
 * <p>A round of the thread is: I/O; then a {@linkplain org.ouroboros.loop.event.EventLoop turn} of timers and tasks, for a
 * bounded time; then what Netty has to do for itself. Nothing of Netty is visible outside this package.
 */
@NullMarked
package org.ouroboros.loop.event;

import org.jspecify.annotations.NullMarked;
