// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.shell;

/** A result that says how it is printed. */
sealed interface Shown permits Listing, Sections {
    /** {@return what a session prints, its last line ended} */
    String text();
}
