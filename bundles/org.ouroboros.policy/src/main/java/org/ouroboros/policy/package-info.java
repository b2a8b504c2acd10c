// SPDX-License-Identifier: Apache-2.0
/**
 * How a bundle says that it brings a policy.
 *
 * <p>The SPI of each kind of policy is a package of its own below this one. Policies and types of IPCPs are stateless
 * services; what they open is owned and closed by the host that opened it. Interfaces that policies implement are
 * {@code @ConsumerType}: they grow by {@code default} methods.
 */
@Export
@Version("1.0.0")
@NullMarked
package org.ouroboros.policy;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
