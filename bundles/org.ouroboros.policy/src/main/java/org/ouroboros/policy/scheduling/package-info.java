// SPDX-License-Identifier: Apache-2.0
/**
 * Packet scheduling SPI: which of the packets that wait for an N-1 flow goes next.
 */
@Export
@Version("1.0.0")
@NullMarked
package org.ouroboros.policy.scheduling;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
