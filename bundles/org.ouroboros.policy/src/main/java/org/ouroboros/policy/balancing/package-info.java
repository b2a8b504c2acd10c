// SPDX-License-Identifier: Apache-2.0
/**
 * Load-balancing SPI: which process of a name gets the next flow.
 *
 * <p>The IRM calls it on its loop; nothing here blocks. See the end-to-end specification, section 5.1.
 */
@Export
@Version("1.0.0")
@NullMarked
package org.ouroboros.policy.balancing;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
