// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.policy;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.osgi.annotation.bundle.Attribute;
import org.osgi.annotation.bundle.Capability;
import org.osgi.service.component.annotations.ComponentPropertyType;

/**
 * Marks a component as a policy: gives its service the properties {@code ouroboros.policy.kind} and
 * {@code ouroboros.policy.name}, and its bundle the capability {@code ouroboros.policy}.
 */
@ComponentPropertyType
@Capability(namespace = "ouroboros.policy")
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.TYPE)
public @interface Policy {
    /** Prefix of the service properties. */
    String PREFIX_ = "ouroboros.policy.";

    /** Service property with the kind of a policy. */
    String KIND = PREFIX_ + "kind";

    /** Service property with the name of a policy. */
    String NAME = PREFIX_ + "name";

    /** {@return what the policy decides, such as {@code balancing}} */
    @Attribute("kind")
    String kind();

    /** {@return its name within the kind} */
    @Attribute("name")
    String name();
}
