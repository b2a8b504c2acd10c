// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.shell;

/** A keyword of the {@code irm} command line, with what follows it. */
sealed interface Keyword permits Group, Verb {
    /** {@return the keyword, of which any prefix will do} */
    String keyword();
}
