// SPDX-License-Identifier: Apache-2.0
/**
 * Congestion SPI: how a unicast layer throttles its flows.
 *
 * <p>An IPCP marks packets that meet a queue; the receiving end of a flow echoes the marks to the sending end, and that slows down
 * (network specification, section 7). Nothing here blocks, and nothing here sees the contents of packets.
 */
@Export
@Version("1.0.0")
@NullMarked
package org.ouroboros.policy.congestion;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
