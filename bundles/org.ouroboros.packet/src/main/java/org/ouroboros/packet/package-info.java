// SPDX-License-Identifier: Apache-2.0
/**
 * Packets: pooled slots of native memory, with room for the headers of every layer.
 *
 * <p>A packet has exactly one owner. Passing it passes the ownership, whatever the outcome; dropping, delivering and sending
 * are its three ends, and each of them releases it. Only the owner touches it, so nothing here is synchronized but the pool.
 */
@Export
@Version("1.0.0")
@NullMarked
package org.ouroboros.packet;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
