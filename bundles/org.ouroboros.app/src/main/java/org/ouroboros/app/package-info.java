// SPDX-License-Identifier: Apache-2.0
/**
 * What the applications that come with Ouroboros have in common.
 *
 * <p>A client is a command: it gets its flow by {@link org.ouroboros.app.ClientFlow}, has the run done by
 * {@link org.ouroboros.app.Work}, so that an interrupt ends it with its statistics, and ends as
 * {@link org.ouroboros.app.Conclusion} says. A server is an acceptor and a command: who calls the command is one of its
 * {@link org.ouroboros.app.Followers}. Between them: {@link org.ouroboros.app.LoadSender} sends at a constant rate,
 * {@link org.ouroboros.app.TrafficReceiver} measures what arrives, {@link org.ouroboros.app.MessageReader} waits for it.
 *
 * <p>Plain classes on threads of their callers; time comes from a {@link org.ouroboros.app.RunClock}.
 */
@Export
@Version("1.0.0")
@NullMarked
package org.ouroboros.app;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
