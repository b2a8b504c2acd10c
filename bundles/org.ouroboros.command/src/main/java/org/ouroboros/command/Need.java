// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.command;

/** How often something may be given. */
public enum Need {
    /** Once. */
    REQUIRED,
    /** At most once. */
    OPTIONAL,
    /** Any number of times. */
    REPEATED;

    String mark(String usage) {
        return switch (this) {
            case REQUIRED -> usage;
            case OPTIONAL -> "[" + usage + "]";
            case REPEATED -> "[" + usage + "]...";
        };
    }
}
