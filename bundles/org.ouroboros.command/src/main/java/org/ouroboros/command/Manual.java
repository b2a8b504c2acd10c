// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.command;

import java.util.List;

/**
 * What there is to say about a command.
 *
 * @param name its name
 * @param summary what it is for, in a few words
 * @param forms the ways to call it
 */
public record Manual(String name, String summary, List<Form> forms) {
    /** Copies the list. */
    public Manual {
        forms = List.copyOf(forms);
    }

    /**
     * A command with one form, named as the command.
     *
     * @param form the form
     * @return its manual
     */
    public static Manual of(Form form) {
        return new Manual(form.command(), form.summary(), List.of(form));
    }
}
