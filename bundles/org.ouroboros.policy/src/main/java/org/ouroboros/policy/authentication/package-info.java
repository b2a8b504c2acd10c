// SPDX-License-Identifier: Apache-2.0
/**
 * Authentication SPI: how an end proves who it is while a flow is allocated, and the other end believes it (end-to-end
 * specification, sections 4.3 and 4.6).
 *
 * <p>Everything here is called off the loop, under a deadline, and may take its time.
 */
@Export
@Version("1.0.0")
@NullMarked
package org.ouroboros.policy.authentication;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
