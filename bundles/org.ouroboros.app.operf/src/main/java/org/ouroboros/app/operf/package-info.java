// SPDX-License-Identifier: Apache-2.0
/** Measures what a flow carries, one way or there and back (end-to-end specification, section 7.5). */
@NullMarked
package org.ouroboros.app.operf;

import org.jspecify.annotations.NullMarked;
