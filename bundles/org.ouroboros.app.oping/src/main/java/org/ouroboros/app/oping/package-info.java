// SPDX-License-Identifier: Apache-2.0
/**
 * The ping of Ouroboros: measures round trips over a flow (end-to-end specification, section 7.1).
 *
 * <p>{@link org.ouroboros.app.oping.OpingCommand} reads {@link org.ouroboros.app.oping.OpingOptions} and allocates a flow.
 * {@link org.ouroboros.app.oping.OpingClient} pings over it, adds the replies up in
 * {@link org.ouroboros.app.oping.OpingStatistics}, and tells {@link org.ouroboros.app.oping.OpingReport}. What comes of it
 * is an {@link org.ouroboros.app.oping.OpingResult}.
 */
@NullMarked
package org.ouroboros.app.oping;

import org.jspecify.annotations.NullMarked;
