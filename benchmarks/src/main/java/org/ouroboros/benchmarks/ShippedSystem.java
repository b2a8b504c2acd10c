// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Dictionary;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import javax.crypto.Cipher;
import org.apache.felix.framework.FrameworkFactory;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.launch.Framework;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.util.tracker.ServiceTracker;
import org.ouroboros.api.Flow;
import org.ouroboros.api.FlowAcceptor;
import org.ouroboros.api.FlowAllocator;
import org.ouroboros.api.QosSpec;
import org.ouroboros.api.irm.Irm;
import org.ouroboros.api.irm.LayerSpec;

/**
 * A system in this JVM: the bundles that the container ships in a framework, with this program as an application around it.
 *
 * <p>The framework exports the API from this program's class path, so that the same classes are seen on both sides.
 */
final class ShippedSystem {
    private static final String API = "org.ouroboros.api";
    private static final String IPCP = "bench-local";
    private static final String SEALERS = "org.ouroboros.policy.encryption.SealerProvider";
    private static final String CIPHERS = "org.ouroboros.policy.encryption.CipherProvider";
    private static final int SESSION_KEY_BYTES = 32;

    /** Packages of this program's class path that the framework exports, besides the API. */
    private static final String CONFIGURATIONS = "org.osgi.service.cm;version=1.6.1";

    /** What keeps configurations, and what activates components by them. */
    private static final List<String> INFRASTRUCTURE = List.of("org.apache.felix.configadmin", "org.apache.felix.scr");

    /** Parts of a system with a local layer. */
    private static final Set<String> LOCAL =
            Set.of("org.ouroboros.loop", "org.ouroboros.irm", "org.ouroboros.ipcp.local");

    /** Parts that a system without a shell does without. */
    private static final Set<String> LEFT_OUT = Set.of(
            "org.ouroboros.configurations", "org.ouroboros.console", "org.ouroboros.shell", "org.ouroboros.command");

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Path storage;
    private final Framework framework;

    private ShippedSystem(Path storage, Framework framework) {
        this.storage = storage;
        this.framework = framework;
    }

    /** Starts a system with one local layer. */
    static ShippedSystem start() throws Exception {
        ShippedSystem system = start(LOCAL::contains, Map.of());
        try {
            system.awaitType("local");
            Irm irm = system.irm();
            irm.createIpcp(IPCP, "local");
            irm.bootstrap(IPCP, new LayerSpec("bench", Map.of()));
            return system;
        } catch (Exception | Error failure) {
            system.stop();
            throw failure;
        }
    }

    /**
     * Starts a system without layers.
     *
     * @param configurations settings of components, by PID
     */
    static ShippedSystem startWhole(Map<String, Map<String, Object>> configurations) throws Exception {
        return start(name -> name.startsWith("org.ouroboros.") && !LEFT_OUT.contains(name), configurations);
    }

    private static ShippedSystem start(Predicate<String> parts, Map<String, Map<String, Object>> configurations)
            throws Exception {
        List<Path> jars = jars(bundles());
        Path storage = Folders.temporary();
        ShippedSystem system = new ShippedSystem(storage, framework(storage, jars));
        try {
            system.install(jars);
            system.startBundles(INFRASTRUCTURE::contains);
            system.configure(configurations);
            system.startBundles(parts);
            return system;
        } catch (Exception | Error failure) {
            system.stop();
            throw failure;
        }
    }

    /** {@return the folder of the bundles that are shipped} */
    static Path bundles() {
        return Path.of(System.getProperty("ouroboros.bundles"));
    }

    private static List<Path> jars(Path folder) throws IOException {
        List<Path> jars = new ArrayList<>();
        try (DirectoryStream<Path> found = Files.newDirectoryStream(folder, "*.jar")) {
            found.forEach(jars::add);
        }
        return jars;
    }

    private static Framework framework(Path storage, List<Path> jars) throws IOException, BundleException {
        Framework framework = new FrameworkFactory()
                .newFramework(Map.of(
                        Constants.FRAMEWORK_STORAGE,
                        storage.toString(),
                        Constants.FRAMEWORK_SYSTEMPACKAGES_EXTRA,
                        header(apiAmong(jars), Constants.EXPORT_PACKAGE) + "," + CONFIGURATIONS));
        framework.start();
        return framework;
    }

    private static Path apiAmong(List<Path> jars) throws IOException {
        for (Path jar : jars) {
            if (symbolicName(jar).equals(API)) {
                return jar;
            }
        }
        throw new IOException("no bundle " + API + " among the shipped ones: " + jars);
    }

    /** Installs everything but the API. */
    private void install(List<Path> jars) throws IOException, BundleException {
        for (Path jar : jars) {
            if (!symbolicName(jar).equals(API)) {
                context().installBundle(jar.toUri().toString());
            }
        }
    }

    private void startBundles(Predicate<String> names) throws BundleException {
        for (Bundle bundle : context().getBundles()) {
            if (names.test(bundle.getSymbolicName())) {
                bundle.start();
            }
        }
    }

    private void configure(Map<String, Map<String, Object>> configurations) throws InterruptedException, IOException {
        ConfigurationAdmin admin = service(ConfigurationAdmin.class);
        for (var each : configurations.entrySet()) {
            admin.getConfiguration(each.getKey(), "?").update(FrameworkUtil.asDictionary(each.getValue()));
        }
    }

    /** Waits until IPCPs of a type can be made. */
    void awaitType(String type) throws InterruptedException {
        Irm irm = irm();
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (irm.ipcpTypes().stream().noneMatch(info -> info.type().equals(type))) {
            if (System.nanoTime() - deadline > 0) {
                throw new IllegalStateException("no IPCP type '" + type + "' within " + PATIENCE);
            }
            Thread.onSpinWait();
        }
    }

    /** {@return both ends of a new flow of the local layer} */
    FlowPair connect(String name) throws InterruptedException {
        BlockingQueue<Flow> accepted = new LinkedBlockingQueue<>();
        serve(name, accepted::add);
        Flow client = allocator().allocate(name, QosSpec.RAW, PATIENCE);
        Flow server = accepted.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        if (server == null) {
            throw new IllegalStateException("nobody accepted " + client);
        }
        requireCarried(client, IPCP);
        return new FlowPair(client, server);
    }

    /** Registers a server, and its name in the local layer. */
    void serve(String name, FlowAcceptor server) throws InterruptedException {
        serve(name, IPCP, server);
    }

    /** Registers a server, and its name in the layer of an IPCP. */
    void serve(String name, String ipcp, FlowAcceptor server) throws InterruptedException {
        Dictionary<String, Object> none = FrameworkUtil.asDictionary(Map.of());
        var registration = context().registerService(FlowAcceptor.class, server, none);
        irm().bindProcess((Long) registration.getReference().getProperty(Constants.SERVICE_ID), name);
        irm().register(name, ipcp);
    }

    /** {@return AES-256-GCM as encrypted flows have it, for messages of a length} */
    CipherAlone.Turns aesGcm(int messageBytes)
            throws GeneralSecurityException, ReflectiveOperationException, InvalidSyntaxException {
        Optional<?> sealer = provided(SEALERS, "sealer", "aes-256-gcm", new byte[SESSION_KEY_BYTES]);
        return sealer.isPresent()
                ? new SealerTurns(sealer.get(), messageBytes)
                : new CipherTurns(cipher(), cipher(), messageBytes);
    }

    private Cipher cipher() throws GeneralSecurityException, ReflectiveOperationException, InvalidSyntaxException {
        Optional<?> cipher = provided(CIPHERS, "cipher", CipherTurns.TRANSFORMATION);
        return cipher.isPresent() ? (Cipher) cipher.get() : Cipher.getInstance(CipherTurns.TRANSFORMATION);
    }

    /** {@return what a service makes, if it is there and has it} This program has another copy of the SPI, if any, on its class path. */
    private Optional<?> provided(String service, String method, Object... arguments)
            throws ReflectiveOperationException, InvalidSyntaxException {
        ServiceReference<?>[] references = context().getAllServiceReferences(service, null);
        if (references == null) {
            return Optional.empty();
        }
        Object provider = context().getService(references[0]);
        Class<?>[] types = Stream.of(arguments).map(Object::getClass).toArray(Class<?>[]::new);
        return (Optional<?>) provider.getClass().getMethod(method, types).invoke(provider, arguments);
    }

    FlowAllocator allocator() throws InterruptedException {
        return service(FlowAllocator.class);
    }

    /** {@return what changes the system} */
    Irm irm() throws InterruptedException {
        return service(Irm.class).unkept();
    }

    /** A flow that went another way would measure something else. */
    void requireCarried(Flow flow, String ipcp) throws InterruptedException {
        boolean carried = irm().flows().stream()
                .filter(info -> info.id() == flow.id())
                .anyMatch(info -> info.ipcp().equals(Optional.of(ipcp)));
        if (!carried) {
            throw new IllegalStateException(flow + " is not carried by IPCP " + ipcp);
        }
    }

    /** Waits for a service, and uses it until the framework stops: letting go of an allocator would deallocate its flows. */
    private <T> T service(Class<T> type) throws InterruptedException {
        ServiceTracker<T, T> tracker = new ServiceTracker<>(context(), type, null);
        tracker.open();
        T service = tracker.waitForService(PATIENCE.toMillis());
        if (service == null) {
            throw new IllegalStateException("no " + type.getName() + " within " + PATIENCE);
        }
        return service;
    }

    /** {@return the framework's own view of its bundles and services} */
    BundleContext context() {
        return framework.getBundleContext();
    }

    /** Updates a bundle by what it is already. */
    void update(String symbolicName) throws BundleException, IOException {
        Bundle bundle = Arrays.stream(context().getBundles())
                .filter(each -> each.getSymbolicName().equals(symbolicName))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no bundle " + symbolicName));
        try (InputStream jar = URI.create(bundle.getLocation()).toURL().openStream()) {
            bundle.update(jar);
        }
    }

    private static String symbolicName(Path jar) throws IOException {
        return header(jar, Constants.BUNDLE_SYMBOLICNAME).replaceFirst(";.*", "");
    }

    private static String header(Path jar, String name) throws IOException {
        try (JarFile file = new JarFile(jar.toFile())) {
            String value = file.getManifest().getMainAttributes().getValue(name);
            if (value == null) {
                throw new IOException(jar + " has no " + name);
            }
            return value;
        }
    }

    void stop() throws BundleException, InterruptedException, IOException {
        framework.stop();
        framework.waitForStop(PATIENCE.toMillis());
        Folders.delete(storage);
    }
}
