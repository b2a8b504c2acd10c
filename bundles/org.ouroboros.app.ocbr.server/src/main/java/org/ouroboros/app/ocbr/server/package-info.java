// SPDX-License-Identifier: Apache-2.0
/** A sink for what comes at a constant bit rate, which it measures (end-to-end specification, section 7.3). */
@NullMarked
package org.ouroboros.app.ocbr.server;

import org.jspecify.annotations.NullMarked;
