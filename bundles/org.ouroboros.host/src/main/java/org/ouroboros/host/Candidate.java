// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.host;

import org.osgi.framework.Bundle;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.Version;
import org.ouroboros.policy.Policy;

/**
 * A policy that a slot may use.
 *
 * @param policy the service; two candidates are the same one if this is the same object
 * @param kind what it decides, such as {@code balancing}
 * @param name its name within the kind
 * @param bundle symbolic name of its bundle
 * @param version version of its bundle, an OSGi version
 * @param <P> SPI of the kind
 */
public record Candidate<P>(P policy, String kind, String name, String bundle, String version) {
    /** Checks the version. */
    public Candidate {
        Version.parseVersion(version);
    }

    /**
     * Describes a policy service, as the bind method of a component gets it.
     *
     * @param reference its reference
     * @param policy the service
     * @param <P> SPI of the kind
     * @return the candidate
     * @throws IllegalArgumentException if the service does not say its kind or name, or is gone already
     */
    public static <P> Candidate<P> of(ServiceReference<P> reference, P policy) {
        Bundle bundle = reference.getBundle();
        if (bundle == null) {
            throw new IllegalArgumentException(policy.getClass().getName() + " is no longer registered");
        }
        return new Candidate<>(
                policy,
                property(reference, bundle, Policy.KIND),
                property(reference, bundle, Policy.NAME),
                bundle.getSymbolicName(),
                bundle.getVersion().toString());
    }

    private static String property(ServiceReference<?> reference, Bundle bundle, String key) {
        if (reference.getProperty(key) instanceof String value) {
            return value;
        }
        throw new IllegalArgumentException("a policy of " + bundle.getSymbolicName() + " has no service property '"
                + key + "' of type String: mark its component with @Policy");
    }

    /** {@return name, bundle and version, for people} */
    public String label() {
        return name + " (" + bundle + " " + version + ")";
    }
}
