// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.irm.declaration;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Keys of the configuration of an IPCP. */
@ObjectClassDefinition(
        factoryPid = IpcpConfiguration.PID,
        name = "IPCP",
        description = "An IPC process of this system, one file for each: conf/" + IpcpConfiguration.PID
                + "~home.cfg. The part behind the tilde only tells files apart. A change of the type makes the IPCP"
                + " anew; a change of the layer has it leave the one and join the other. Keys that start with '"
                + IpcpConfiguration.OPTION + "' are options of the type, such as '" + IpcpConfiguration.OPTION
                + "delay_ms' of type virtual; ouroboros:types lists them. What does not hold at once is tried again"
                + " until it does.")
public @interface IpcpConfiguration {
    /** Factory PID. */
    String PID = "org.ouroboros.ipcp";

    /** What keys of options start with. */
    String OPTION = "option.";

    /** {@return name of the IPCP} */
    @AttributeDefinition(description = "Name of the IPCP, 1 to 255 bytes of UTF-8. Must be given.")
    String name();

    /** {@return type of the IPCP} */
    @AttributeDefinition(description = "Type of the IPCP, such as local. It need not be installed yet. Must be given.")
    String type();

    /** {@return the layer} */
    @AttributeDefinition(
            required = false,
            description =
                    "Name of the layer, 1 to 255 bytes of UTF-8. Without a destination the IPCP is bootstrapped as the"
                        + " first member of it; with one, it is the layer that the destination must turn out to be in."
                        + " Without both the IPCP is created and joins nothing.")
    String layer();

    /** {@return whom to enrol through} */
    @AttributeDefinition(
            required = false,
            description = "A name that reaches a member of the layer, which the IPCP enrols through.")
    String destination();

    /** {@return neighbours} */
    @AttributeDefinition(
            required = false,
            description =
                    "Connections to neighbours, a list of NEIGHBOUR, NEIGHBOUR|COMPONENT or NEIGHBOUR|COMPONENT|QOS:"
                        + " the component is dt, mgmt or *, which is the default, and the QoS of data transfer one of"
                        + " raw, which is the default, raw-no-errors, best, video, voice and data. A backslash before"
                        + " a comma or a bar makes it part of the name.")
    String[] connections() default {};

    /** {@return whether names are bound} */
    @AttributeDefinition(
            required = false,
            description = "Whether the name of the IPCP and that of its layer are bound to it: true or false.")
    boolean autobind() default false;

    /** {@return when it joins} */
    @AttributeDefinition(
            required = false,
            description =
                    "IPCPs join in this order when the system starts, from 0 up; among equals those with more options"
                        + " come first. The first member may settle what holds for a layer, such as the impairments of"
                        + " a virtual link.")
    long order() default 0;
}
