// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.launcher;

/** The order of starting: what others stand on, then ours, then the consoles, so that they open when all commands are there. */
final class StartLevels {
    static final int INFRASTRUCTURE = 1;
    static final int SYSTEM = 2;
    static final int CONSOLE = 3;

    private static final String CONSOLE_BUNDLE = "org.ouroboros.console";

    /** The bundle without which nothing is configured. */
    private static final String CONFIGURATIONS = "org.ouroboros.configurations";

    private StartLevels() {}

    static int of(String symbolicName) {
        if (symbolicName.equals(CONSOLE_BUNDLE)) {
            return CONSOLE;
        }
        boolean ours = symbolicName.startsWith("org.ouroboros.") && !symbolicName.equals(CONFIGURATIONS);
        return ours ? SYSTEM : INFRASTRUCTURE;
    }
}
