// SPDX-License-Identifier: Apache-2.0
/**
 * Integrity SPI: how corrupt packets of a flow are told from sound ones (end-to-end specification, section 2.9).
 *
 * <p>The endpoint calls it on its loop, outside encryption.
 */
@Export
@Version("1.0.0")
@NullMarked
package org.ouroboros.policy.integrity;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
