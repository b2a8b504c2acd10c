// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.loop.event;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.wiring.BundleWiring;

/**
 * Names what a thread is in: the bundle whose code was called last, and where in it. Code of the platform and of libraries works for whoever
 * called it; what keeps the loop going is nobody's fault.
 */
final class Culprits {
    /** Who owns a class. */
    record Owner(String label, boolean library) {}

    private static final String LOOP = "org.ouroboros.loop.";
    private static final String CAPABILITIES = "ouroboros.";
    private static final String NETTY = "io.netty.";
    private static final String OURS = "org.ouroboros.";

    private final Function<String, Optional<Owner>> owners;

    /**
     * Makes what names classes.
     *
     * @param owners finds the owner of a class by its name; of classes of the platform there is none
     */
    Culprits(Function<String, Optional<Owner>> owners) {
        this.owners = owners;
    }

    /** {@return what names classes by the bundles of a framework} */
    static Culprits inBundles(BundleContext context) {
        return new Culprits(name -> bundles(context, name)
                .findFirst()
                .map(bundle -> new Owner(bundle.getSymbolicName() + " " + bundle.getVersion(), isLibrary(bundle))));
    }

    /** {@return what names classes where there are no bundles} */
    static Culprits inPackages() {
        return new Culprits(name -> isPlatform(name)
                ? Optional.empty()
                : Optional.of(
                        new Owner(name.substring(0, Math.max(0, name.lastIndexOf('.'))), name.startsWith(NETTY))));
    }

    /**
     * Finds the culprit.
     *
     * @param stack what the thread of a loop is in, latest call first
     * @return bundle, class and method, for people; empty if nothing is called by the loop
     */
    Optional<String> find(List<StackTraceElement> stack) {
        return stack.stream()
                .filter(frame -> !frame.getClassName().startsWith(LOOP))
                .flatMap(frame -> owners
                        .apply(frame.getClassName())
                        .filter(owner -> !owner.library())
                        .map(owner -> owner.label() + " (" + frame.getClassName() + "." + frame.getMethodName() + ")")
                        .stream())
                .findFirst();
    }

    /** Bundles that hold a class; active ones first, since what is uninstalled may still be there. */
    private static Stream<Bundle> bundles(BundleContext context, String className) {
        if (isPlatform(className)) {
            return Stream.empty();
        }
        String file = className.replace('.', '/') + ".class";
        return Stream.of(context.getBundles())
                .filter(bundle -> bundle.getBundleId() != 0 && bundle.getState() != Bundle.INSTALLED)
                .filter(bundle -> bundle.getEntry(file) != null)
                .sorted((one, other) -> Integer.compare(other.getState(), one.getState()));
    }

    /** {@return whether a bundle has no part in the network by itself} */
    private static boolean isLibrary(Bundle bundle) {
        return !String.valueOf(bundle.getSymbolicName()).startsWith(OURS) && !offers(bundle) && !serves(bundle);
    }

    private static boolean offers(Bundle bundle) {
        BundleWiring wiring = bundle.adapt(BundleWiring.class);
        return wiring != null
                && wiring.getCapabilities(null).stream()
                        .anyMatch(capability -> capability.getNamespace().startsWith(CAPABILITIES));
    }

    private static boolean serves(Bundle bundle) {
        ServiceReference<?>[] services = bundle.getRegisteredServices();
        return services != null
                && Stream.of(services)
                        .flatMap(service -> Stream.of(service.getPropertyKeys()))
                        .anyMatch(key -> key.startsWith(CAPABILITIES));
    }

    private static boolean isPlatform(String className) {
        return className.startsWith("java.")
                || className.startsWith("jdk.")
                || className.startsWith("sun.")
                || className.startsWith("com.sun.")
                || className.startsWith("javax.");
    }
}
