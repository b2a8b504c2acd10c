// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.command;

import java.util.List;

/**
 * A word that may come at any place, with or without a value.
 *
 * @param names how it is written, the usual one first
 * @param value what stands for its value in the usage; empty for a flag
 * @param subject what its value names
 * @param need how often it may come
 * @param description what it does, with unit, range and default
 */
public record Option(List<String> names, String value, Subject subject, Need need, String description) {
    /** Copies the list. */
    public Option {
        names = List.copyOf(names);
        if (names.isEmpty()) {
            throw new IllegalArgumentException("an option without a name");
        }
    }

    /**
     * An option without a value.
     *
     * @param names how it is written, separated by a space
     * @param description what it does
     * @return the option
     */
    public static Option flag(String names, String description) {
        return new Option(List.of(names.split(" ")), "", Subject.ANYTHING, Need.OPTIONAL, description);
    }

    /**
     * An option with a value.
     *
     * @param names how it is written, separated by a space
     * @param value what stands for its value in the usage
     * @param description what it does, with unit, range and default
     * @return the option
     */
    public static Option valued(String names, String value, String description) {
        return of(names, value, Subject.ANYTHING, description);
    }

    /**
     * An option whose value names something.
     *
     * @param names how it is written, separated by a space
     * @param value what stands for its value in the usage
     * @param subject what its value names
     * @param description what it does
     * @return the option
     */
    public static Option of(String names, String value, Subject subject, String description) {
        return new Option(List.of(names.split(" ")), value, subject, Need.OPTIONAL, description);
    }

    /** {@return whether it has no value} */
    public boolean isFlag() {
        return value.isEmpty();
    }

    /** {@return its usual name} */
    public String name() {
        return names.getFirst();
    }

    String usage() {
        return need.mark(isFlag() ? name() : name() + " " + value);
    }
}
