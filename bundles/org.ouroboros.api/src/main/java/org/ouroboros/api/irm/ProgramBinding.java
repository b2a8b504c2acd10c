// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.api.irm;

import java.util.List;

/**
 * A name bound to a program: all processes of that program, present and future, are offered the flows of the name.
 *
 * @param program symbolic name of the bundle
 * @param name the name
 * @param auto whether the program is started when a flow asks for the name and nobody accepts
 * @param arguments what the program finds as {@link #ARGUMENTS} in the configuration of its PID when it is started
 */
public record ProgramBinding(String program, String name, boolean auto, List<String> arguments) {
    /** Key of the arguments in the configuration of the program. */
    public static final String ARGUMENTS = "args";

    /** Copies the list. */
    public ProgramBinding {
        arguments = List.copyOf(arguments);
    }
}
