// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.conformance.traffic;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Map;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;
import org.ouroboros.policy.Policy;

/** A policy of another name that does what a given one does, for a kind of which no other one can be swapped with it. */
final class SecondPolicy implements AutoCloseable {
    static final String NAME = "conformance.second";

    private final ServiceRegistration<?> registration;

    <P> SecondPolicy(BundleContext context, String kind, Class<P> type, P policy) {
        Object second = Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (_, method, arguments) -> {
            try {
                return method.invoke(policy, arguments);
            } catch (InvocationTargetException thrown) {
                throw thrown.getCause();
            }
        });
        registration = context.registerService(
                type.getName(), second, FrameworkUtil.asDictionary(Map.of(Policy.KIND, kind, Policy.NAME, NAME)));
    }

    @Override
    public void close() {
        registration.unregister();
    }
}
