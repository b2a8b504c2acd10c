// SPDX-License-Identifier: Apache-2.0
/**
 * The server of the ping (end-to-end specification, section 7.1): {@link org.ouroboros.app.oping.server.OpingServer} takes
 * flows, {@link org.ouroboros.app.oping.server.PingResponder} answers on them.
 */
@NullMarked
package org.ouroboros.app.oping.server;

import org.jspecify.annotations.NullMarked;
