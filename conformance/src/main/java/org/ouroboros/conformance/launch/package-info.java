// SPDX-License-Identifier: Apache-2.0
/** The program around the conformance kit: starts the container that policies are for, with the kit in it. */
@NullMarked
package org.ouroboros.conformance.launch;

import org.jspecify.annotations.NullMarked;
