// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.shell;

import org.jspecify.annotations.Nullable;
import org.ouroboros.api.irm.Irm;
import org.ouroboros.command.Form;

/**
 * A command that can be carried out.
 *
 * @param form its keywords, and what follows them
 * @param action does it
 * @param foresight whether programs and policies that it names may be installed later; it then says which are not there
 */
record Verb(Form form, Action action, boolean foresight) implements Keyword {
    /** What a verb does. */
    @FunctionalInterface
    interface Action {
        /**
         * Carries the command out.
         *
         * @param arguments what followed the keywords, checked against the form
         * @param irm where it is carried out
         * @return what the command returns, if anything
         */
        @Nullable
        Object run(Arguments arguments, Irm irm);
    }

    /** A verb that returns nothing. */
    @FunctionalInterface
    interface Change {
        /** Carries the command out. */
        void run(Arguments arguments, Irm irm);
    }

    static Verb query(Form form, Action action) {
        return new Verb(form, action, false);
    }

    static Verb change(Form form, Change change) {
        return new Verb(form, action(change), false);
    }

    /** {@return a change that may name what is installed later} */
    static Verb foresight(Form form, Change change) {
        return new Verb(form, action(change), true);
    }

    private static Action action(Change change) {
        return (arguments, irm) -> {
            change.run(arguments, irm);
            return null;
        };
    }

    @Override
    public String keyword() {
        return form.command().substring(form.command().lastIndexOf(' ') + 1);
    }
}
