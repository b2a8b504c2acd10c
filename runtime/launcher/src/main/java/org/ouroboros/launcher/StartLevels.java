// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.launcher;

/** The order of starting: what others stand on, then ours, then the prompt, so that it appears when all commands are there. */
final class StartLevels {
    static final int INFRASTRUCTURE = 1;
    static final int SYSTEM = 2;
    static final int PROMPT = 3;

    /** The bundle that takes the terminal as soon as it starts. */
    private static final String PROMPT_BUNDLE = "org.apache.felix.gogo.jline";

    private StartLevels() {}

    static int of(String symbolicName) {
        if (symbolicName.equals(PROMPT_BUNDLE)) {
            return PROMPT;
        }
        return symbolicName.startsWith("org.ouroboros.") ? SYSTEM : INFRASTRUCTURE;
    }
}
