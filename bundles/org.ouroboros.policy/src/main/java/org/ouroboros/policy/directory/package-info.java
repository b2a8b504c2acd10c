// SPDX-License-Identifier: Apache-2.0
/**
 * Directory SPI: at which address of a unicast layer a name is registered.
 *
 * <p>The IPCP keeps what is registered here and the state that a successor starts from; a policy finds what is registered elsewhere, by
 * messages to its counterparts in other members.
 */
@Export
@Version("1.0.0")
@NullMarked
package org.ouroboros.policy.directory;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
