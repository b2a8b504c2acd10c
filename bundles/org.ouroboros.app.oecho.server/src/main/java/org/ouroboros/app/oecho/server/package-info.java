// SPDX-License-Identifier: Apache-2.0
/** The smallest server: returns what it gets (end-to-end specification, section 7.2). */
@NullMarked
package org.ouroboros.app.oecho.server;

import org.jspecify.annotations.NullMarked;
