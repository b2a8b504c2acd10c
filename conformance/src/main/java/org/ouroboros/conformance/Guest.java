// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.conformance;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.namespace.HostNamespace;
import org.osgi.framework.wiring.BundleCapability;
import org.osgi.framework.wiring.BundleRevision;
import org.ouroboros.conformance.check.PolicyKind;
import org.ouroboros.conformance.contract.Kinds;
import org.ouroboros.policy.Policy;

/** The bundle that is checked, in the system, in place of a shipped one of the same name, until it is closed. */
final class Guest implements AutoCloseable {
    private static final String CAPABILITY = "ouroboros.policy";

    private final BundleContext context;
    private final Path file;
    private final Bundle bundle;
    private final Optional<String> replaced; // location of the shipped bundle

    private Guest(BundleContext context, Path file, Bundle bundle, Optional<String> replaced) {
        this.context = context;
        this.file = file;
        this.bundle = bundle;
        this.replaced = replaced;
    }

    /** A kind and a name, as a bundle declares a policy or a service is registered. */
    record Label(String kind, String name) {
        @Override
        public String toString() {
            return "policy '" + name + "' of kind " + kind;
        }
    }

    /** A policy that the bundle has registered. */
    record Brought(Label label, PolicyKind<?> kind, ServiceReference<?> reference) {}

    /** Installs a file. */
    static Guest install(BundleContext context, Path file) throws NoPolicyBundle, BundleException {
        Attributes headers = headers(file);
        String name = headers.getValue(Constants.BUNDLE_SYMBOLICNAME)
                .replaceFirst(";.*", "")
                .strip();
        Optional<Bundle> shipped = Arrays.stream(context.getBundles())
                .filter(present -> name.equals(present.getSymbolicName()))
                .findFirst();
        if (shipped.isPresent()) {
            requireDeclared(file, headers); // what the system, or the kit, stands on is not taken away
            shipped.get().uninstall();
        }
        Optional<String> replaced = shipped.map(Bundle::getLocation);
        try (InputStream jar = Files.newInputStream(file)) {
            Bundle bundle = context.installBundle("conformance:" + file.toUri(), jar);
            return new Guest(context, file, bundle, replaced);
        } catch (BundleException | IOException refused) {
            putBack(context, replaced);
            throw new NoPolicyBundle(file + " is not a bundle: " + reason(refused));
        }
    }

    /** {@return what is wrong, which the framework has as the cause of what it says} */
    private static @Nullable String reason(Exception refused) {
        Throwable cause = refused.getCause();
        return cause == null ? refused.getMessage() : cause.getMessage();
    }

    private static void requireDeclared(Path file, Attributes headers) throws NoPolicyBundle {
        String capabilities = headers.getValue(Constants.PROVIDE_CAPABILITY);
        if (capabilities == null || !capabilities.contains(CAPABILITY)) {
            throw new NoPolicyBundle(file + " is no policy bundle: it declares no capability " + CAPABILITY);
        }
    }

    /** {@return the manifest of a bundle} */
    private static Attributes headers(Path file) throws NoPolicyBundle {
        if (!Files.isRegularFile(file)) {
            throw new NoPolicyBundle(Files.exists(file) ? file + " is no file" : "there is no file " + file);
        }
        try (JarFile jar = new JarFile(file.toFile())) {
            Manifest manifest = jar.getManifest();
            if (manifest == null || manifest.getMainAttributes().getValue(Constants.BUNDLE_SYMBOLICNAME) == null) {
                throw new NoPolicyBundle(
                        file + " is not a bundle: its manifest has no " + Constants.BUNDLE_SYMBOLICNAME);
            }
            return manifest.getMainAttributes();
        } catch (IOException noJar) {
            throw new NoPolicyBundle(file + " is not a bundle: " + noJar.getMessage());
        }
    }

    Path file() {
        return file;
    }

    Bundle bundle() {
        return bundle;
    }

    /** {@return symbolic name and version} */
    String title() {
        return bundle.getSymbolicName() + " " + bundle.getVersion();
    }

    BundleRevision revision() {
        return bundle.adapt(BundleRevision.class);
    }

    /** {@return whether it is a fragment, which is never started} */
    boolean isFragment() {
        return !revision().getDeclaredRequirements(HostNamespace.HOST_NAMESPACE).isEmpty();
    }

    /** {@return the policies that the bundle declares} */
    List<Label> declared() {
        return revision().getDeclaredCapabilities(CAPABILITY).stream()
                .map(BundleCapability::getAttributes)
                .map(each -> new Label(String.valueOf(each.get("kind")), String.valueOf(each.get("name"))))
                .toList();
    }

    /** {@return the services that are policies by their type or by their properties} */
    List<ServiceReference<?>> services() {
        ServiceReference<?>[] registered = bundle.getRegisteredServices();
        return registered == null
                ? List.of()
                : Arrays.stream(registered)
                        .filter(each -> kind(each).isPresent() || each.getProperty(Policy.KIND) != null)
                        .<ServiceReference<?>>map(each -> each)
                        .toList();
    }

    /** {@return the kind of a service by its type} */
    static Optional<PolicyKind<?>> kind(ServiceReference<?> service) {
        return Stream.of((String[]) service.getProperty(Constants.OBJECTCLASS))
                .map(Kinds::ofType)
                .flatMap(Optional::stream)
                .findFirst();
    }

    static Label label(ServiceReference<?> service) {
        return new Label(
                String.valueOf(service.getProperty(Policy.KIND)), String.valueOf(service.getProperty(Policy.NAME)));
    }

    /** {@return the policies that can be used, by kind and name} */
    List<Brought> brought() {
        return services().stream()
                .flatMap(service -> kind(service).stream().map(kind -> new Brought(label(service), kind, service)))
                .filter(each -> each.label().kind().equals(each.kind().name()))
                .sorted(Comparator.comparing(each -> each.label().toString()))
                .toList();
    }

    /** Takes the bundle away, if it is there. */
    void uninstall() throws BundleException {
        if (bundle.getState() != Bundle.UNINSTALLED) {
            bundle.uninstall();
        }
    }

    @Override
    public void close() throws BundleException {
        uninstall();
        putBack(context, replaced);
    }

    private static void putBack(BundleContext context, Optional<String> replaced) throws BundleException {
        if (replaced.isPresent()) {
            context.installBundle(replaced.get()).start();
        }
    }
}
