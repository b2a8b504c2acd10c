// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.irm.declaration;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Keys of the configuration of a binding. */
@ObjectClassDefinition(
        factoryPid = BindingConfiguration.PID,
        name = "Binding",
        description = "A name bound to a program or to an IPCP, one file for each: conf/" + BindingConfiguration.PID
                + "~ping.cfg. The part behind the tilde only tells files apart. A name that nothing declares"
                + " is created, with policy spillover. Processes are bound by the shell only: their numbers"
                + " mean nothing after a restart.")
public @interface BindingConfiguration {
    /** Factory PID. */
    String PID = "org.ouroboros.binding";

    /** {@return the name} */
    @AttributeDefinition(description = "The name, 1 to 255 bytes of UTF-8. Must be given.")
    String name();

    /** {@return the program} */
    @AttributeDefinition(
            required = false,
            description =
                    "The program that is bound: symbolic name of a bundle, which need not be installed yet. Either this"
                            + " or an IPCP must be given.")
    String program();

    /** {@return the IPCP} */
    @AttributeDefinition(required = false, description = "Name of the IPCP that is bound.")
    String ipcp();

    /** {@return whether the program is started} */
    @AttributeDefinition(
            required = false,
            description =
                    "Whether the program is started when a flow asks for the name and nobody accepts: true or false.")
    boolean auto() default false;

    /** {@return its arguments} */
    @AttributeDefinition(
            required = false,
            description =
                    "Arguments of the program when it is started: a list. A backslash before a comma makes it part of"
                            + " an argument.")
    String[] args() default {};
}
