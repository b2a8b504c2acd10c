// SPDX-License-Identifier: Apache-2.0
/**
 * Makes certificates of X.509 to try authentication with: an authority, certificates that it issues, and lists of those that it
 * revoked. Java reads all of these and writes none.
 */
@Export
@Version("1.0.0")
@NullMarked
package org.ouroboros.certificates;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
