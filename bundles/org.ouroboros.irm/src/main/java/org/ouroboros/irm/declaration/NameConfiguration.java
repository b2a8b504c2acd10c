// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.irm.declaration;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.ouroboros.api.irm.NameSpec;

/** Keys of the configuration of a name. */
@ObjectClassDefinition(
        factoryPid = NameConfiguration.PID,
        name = "Name",
        description = "A name of this system, one file for each: conf/" + NameConfiguration.PID
                + "~ping.cfg. The part behind the tilde only tells files apart. The name is registered with every IPCP"
                + " that fits, as soon as that is a member of a layer.")
public @interface NameConfiguration {
    /** Factory PID. */
    String PID = "org.ouroboros.name";

    /** {@return the name} */
    @AttributeDefinition(description = "The name, 1 to 255 bytes of UTF-8. Must be given.")
    String name();

    /** {@return balancing policy} */
    @AttributeDefinition(
            required = false,
            description = "Name of the policy that balances the flows of the name. It need not be installed yet.")
    String balancing() default NameSpec.ROUND_ROBIN;

    /** {@return IPCPs to register with} */
    @AttributeDefinition(
            required = false,
            description =
                    "IPCPs that the name is registered with: a list of their names, in which * stands for any text.")
    String[] ipcps() default {};

    /** {@return layers to register in} */
    @AttributeDefinition(
            required = false,
            description =
                    "Layers that the name is registered in, through every IPCP of this system in them: a list of their"
                            + " names, in which * stands for any text.")
    String[] layers() default {};

    /** {@return encryption settings of the server} */
    @AttributeDefinition(required = false, description = "File with the encryption settings of the server.")
    String sencpath();

    /** {@return certificate of the server} */
    @AttributeDefinition(required = false, description = "File with the certificate of the server.")
    String scrtpath();

    /** {@return private key of the server} */
    @AttributeDefinition(required = false, description = "File with the private key of the server.")
    String skeypath();

    /** {@return encryption settings of the client} */
    @AttributeDefinition(required = false, description = "File with the encryption settings of the client.")
    String cencpath();

    /** {@return certificate of the client} */
    @AttributeDefinition(required = false, description = "File with the certificate of the client.")
    String ccrtpath();

    /** {@return private key of the client} */
    @AttributeDefinition(required = false, description = "File with the private key of the client.")
    String ckeypath();
}
