// SPDX-License-Identifier: Apache-2.0
/**
 * Key exchange SPI: how two ends come to share a secret while a flow is allocated (end-to-end specification, sections 3.1, 3.2 and 4).
 *
 * <p>Two kinds of exchange fit. In a Diffie-Hellman exchange both ends send a public key. In a key encapsulation, one end sends a
 * public key, or has a static one, and the other a ciphertext. Everything here is called off the loop, under a deadline, and may
 * take its time.
 */
@Export
@Version("1.0.0")
@NullMarked
package org.ouroboros.policy.keyexchange;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
