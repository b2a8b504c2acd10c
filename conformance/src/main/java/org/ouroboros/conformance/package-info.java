// SPDX-License-Identifier: Apache-2.0
/**
 * The conformance kit: what a policy bundle has to do, checked within the container that it is for.
 *
 * <p>{@link org.ouroboros.conformance.launch.Main} starts the shipped bundles and this one. {@link org.ouroboros.conformance.ConformanceKit}
 * installs the bundle that is checked beside them, and reports.
 */
@NullMarked
package org.ouroboros.conformance;

import org.jspecify.annotations.NullMarked;
