// SPDX-License-Identifier: Apache-2.0
/**
 * Starts an OSGi framework with the bundles that are shipped beside it.
 *
 * <p>What a system keeps lies in one {@linkplain org.ouroboros.launcher.DataDirectory data directory}, the bundle cache
 * among it. {@linkplain org.ouroboros.launcher.ShippedBundles What is shipped} follows the build, what an operator
 * installed, updated or removed at run time stays as it is.
 */
package org.ouroboros.launcher;
