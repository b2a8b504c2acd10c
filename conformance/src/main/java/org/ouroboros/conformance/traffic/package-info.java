// SPDX-License-Identifier: Apache-2.0
/** A system in which a policy is in use, what passes through it, and how the policy is exchanged meanwhile. */
@NullMarked
package org.ouroboros.conformance.traffic;

import org.jspecify.annotations.NullMarked;
