// SPDX-License-Identifier: Apache-2.0
/**
 * Address SPI: which address a member of a unicast layer has.
 */
@Export
@Version("1.0.0")
@NullMarked
package org.ouroboros.policy.address;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
