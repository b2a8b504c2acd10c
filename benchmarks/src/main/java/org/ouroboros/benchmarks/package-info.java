// SPDX-License-Identifier: Apache-2.0
/**
 * Benches: what a system can do, beside what the same machine can do without it.
 *
 * <p>A {@link org.ouroboros.benchmarks.Bench} prints figures. What runs inside one JVM is measured by JMH, in forks, on the bundles
 * that the container ships; {@code docs/performance.md} says what each line means.
 */
@NullMarked
package org.ouroboros.benchmarks;

import org.jspecify.annotations.NullMarked;
