// SPDX-License-Identifier: Apache-2.0
/** A source of constant bit rate (end-to-end specification, section 7.3). */
@NullMarked
package org.ouroboros.app.ocbr;

import org.jspecify.annotations.NullMarked;
