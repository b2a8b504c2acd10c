// SPDX-License-Identifier: Apache-2.0
/** The other end of a measurement: counts or returns what comes (end-to-end specification, section 7.5). */
@NullMarked
package org.ouroboros.app.operf.server;

import org.jspecify.annotations.NullMarked;
