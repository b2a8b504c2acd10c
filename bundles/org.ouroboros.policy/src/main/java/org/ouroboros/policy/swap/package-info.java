// SPDX-License-Identifier: Apache-2.0
/**
 * How a policy in use is replaced by another while packets pass.
 *
 * <p>What goes from a policy to its successor is a {@link org.ouroboros.policy.swap.State}, a record of the SPI of the kind. A policy is
 * {@link org.ouroboros.policy.swap.Replaceable}: it says which states it takes. A place where a policy is in use is a
 * {@link org.ouroboros.policy.swap.SwapSlot}; whoever coordinates a swap has a policy prepared in all slots, committed in
 * all of them, watched by its {@link org.ouroboros.policy.swap.Vitals}, and then accepted or rolled back. Policies meet the first two of
 * these only.
 */
@Export
@Version("1.0.0")
@NullMarked
package org.ouroboros.policy.swap;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
