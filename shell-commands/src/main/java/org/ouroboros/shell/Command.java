// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.shell;

/** A keyword of the {@code irm} command line, with what follows it. */
sealed interface Command permits Group, Verb, Help {
    /** {@return the keyword, of which any prefix will do} */
    String keyword();
}
