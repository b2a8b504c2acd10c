// SPDX-License-Identifier: Apache-2.0
/**
 * Reliability SPI: how the packets of a flow are ordered, acknowledged and sent again (end-to-end specification, section 2).
 *
 * <p>The endpoint calls it on its loop; it sees payloads as they come from and go to the user of the flow.
 */
@Export
@Version("1.0.0")
@NullMarked
package org.ouroboros.policy.reliability;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
