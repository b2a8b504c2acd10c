// SPDX-License-Identifier: Apache-2.0
/** What each kind of policies has to do, and how it is looked at: one class for a kind, and what they share. */
@NullMarked
package org.ouroboros.conformance.contract;

import org.jspecify.annotations.NullMarked;
