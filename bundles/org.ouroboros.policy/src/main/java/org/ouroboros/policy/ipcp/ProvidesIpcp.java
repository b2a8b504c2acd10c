// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.policy.ipcp;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.osgi.annotation.bundle.Attribute;
import org.osgi.annotation.bundle.Capability;
import org.osgi.service.component.annotations.ComponentPropertyType;

/**
 * Marks a component as a type of IPCP: gives its service the property {@code ouroboros.ipcp.type}, and its bundle the
 * capability {@code ouroboros.ipcp}.
 */
@ComponentPropertyType
@Capability(namespace = "ouroboros.ipcp")
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.TYPE)
public @interface ProvidesIpcp {
    /** Prefix of the service properties. */
    String PREFIX_ = "ouroboros.ipcp.";

    /** Service property with the name of a type. */
    String TYPE = PREFIX_ + "type";

    /** {@return name of the type, such as {@code local}} */
    @Attribute("type")
    String type();
}
