// SPDX-License-Identifier: Apache-2.0
/**
 * Encryption SPI: how the packets of a flow are sealed (end-to-end specification, section 3).
 *
 * <p>The endpoint calls it on its loop, between reliability and integrity. Where a flow must be encrypted and no policy is
 * there, packets are held or dropped, never sent in the clear.
 */
@Export
@Version("1.0.0")
@NullMarked
package org.ouroboros.policy.encryption;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
