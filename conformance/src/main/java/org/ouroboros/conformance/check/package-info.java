// SPDX-License-Identifier: Apache-2.0
/** What a check of a policy is, whatever its kind. */
@NullMarked
package org.ouroboros.conformance.check;

import org.jspecify.annotations.NullMarked;
