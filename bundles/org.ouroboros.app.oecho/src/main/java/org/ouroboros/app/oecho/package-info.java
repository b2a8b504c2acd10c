// SPDX-License-Identifier: Apache-2.0
/** The smallest client: says hello, and shows what comes back (end-to-end specification, section 7.2). */
@NullMarked
package org.ouroboros.app.oecho;

import org.jspecify.annotations.NullMarked;
