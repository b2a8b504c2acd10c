// SPDX-License-Identifier: Apache-2.0
/** The timers of a loop, whichever kind it is. */
@NullMarked
package org.ouroboros.loop.timer;

import org.jspecify.annotations.NullMarked;
