// SPDX-License-Identifier: Apache-2.0
/**
 * What members of a unicast layer say to each other (network specification, sections 4 to 6 and 9).
 *
 * <p>Headers that every packet has are read and written in place; control messages become records. A message that is malformed
 * decodes to nothing.
 */
@NullMarked
package org.ouroboros.ipcp.unicast.wire;

import org.jspecify.annotations.NullMarked;
