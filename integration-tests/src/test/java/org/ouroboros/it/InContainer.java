// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.it;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNotNull;
import static org.junit.Assert.assertThrows;
import static org.ops4j.pax.exam.CoreOptions.composite;
import static org.ops4j.pax.exam.CoreOptions.frameworkProperty;
import static org.ops4j.pax.exam.CoreOptions.junitBundles;
import static org.ops4j.pax.exam.CoreOptions.options;
import static org.ops4j.pax.exam.CoreOptions.systemProperty;
import static org.ouroboros.it.Eventually.eventually;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import javax.inject.Inject;
import org.junit.After;
import org.junit.Before;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.CoreOptions;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.options.UrlProvisionOption;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceReference;
import org.osgi.service.cm.ConfigurationAdmin;
import org.ouroboros.api.Flow;
import org.ouroboros.api.FlowAcceptor;
import org.ouroboros.api.FlowAllocator;
import org.ouroboros.api.FlowRefused;
import org.ouroboros.api.QosSpec;
import org.ouroboros.api.irm.Irm;
import org.ouroboros.api.irm.LayerSpec;
import org.ouroboros.api.irm.ProcessInfo;
import org.ouroboros.api.irm.ProgramBinding;

/**
 * A test inside the system that {@code ./ouroboros} runs, one container for each class; without a console.
 *
 * <p>What a test leaves behind is taken away after it, except for flows: it fails if one is left.
 */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public abstract class InContainer {
    /** Folder of the shipped bundles. */
    static final Path SHIPPED = Path.of(System.getProperty("ouroboros.bundles"));

    @Inject
    protected BundleContext context;

    private SystemState found;

    /** The shipped bundles. */
    @Configuration
    public Option[] configuration() throws Exception {
        try (Stream<Path> files = Files.list(SHIPPED)) {
            Option[] bundles = files.sorted().map(InContainer::shipped).toArray(Option[]::new);
            return options(
                    composite(bundles),
                    junitBundles(),
                    frameworkProperty("felix.cm.pm").value("ouroboros"),
                    frameworkProperty("felix.fileinstall.configEncoding").value("UTF-8"),
                    frameworkProperty("felix.fileinstall.poll").value("100"),
                    frameworkProperty("felix.fileinstall.dir").value("target/conf"),
                    frameworkProperty("felix.fileinstall.enableConfigSave").value("false"),
                    systemProperty("org.ops4j.pax.logging.DefaultServiceLog.level")
                            .value("WARN"));
        }
    }

    private static UrlProvisionOption shipped(Path file) {
        try (JarFile jar = new JarFile(file.toFile())) {
            UrlProvisionOption option = CoreOptions.bundle(file.toUri().toString());
            boolean fragment = jar.getManifest().getMainAttributes().getValue(Constants.FRAGMENT_HOST) != null;
            return fragment ? option.noStart() : option;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Before
    public final void look() throws Exception {
        found = SystemState.of(context);
    }

    @After
    public final void leaveAsFound() throws Exception {
        found.restore(context);
        eventually(() -> assertEquals(found, SystemState.of(context)));
    }

    // ---- the framework ----

    /** The service of this type that a user sees now. */
    static <S> S service(BundleContext user, Class<S> type) {
        ServiceReference<S> reference = user.getServiceReference(type);
        assertNotNull("no service " + type.getName(), reference);
        S service = user.getService(reference);
        assertNotNull("no service " + type.getName(), service);
        return service;
    }

    /** The bundle of this symbolic name. */
    protected final Bundle bundle(String symbolicName) {
        return Arrays.stream(context.getBundles())
                .filter(bundle -> symbolicName.equals(bundle.getSymbolicName()))
                .findFirst()
                .orElseThrow();
    }

    /** Starts a bundle without content; what is done in its context is done by the program of that name. */
    protected final BundleContext startProgram(String symbolicName) throws IOException, BundleException {
        Manifest manifest = new Manifest();
        Attributes headers = manifest.getMainAttributes();
        headers.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        headers.putValue(Constants.BUNDLE_MANIFESTVERSION, "2");
        headers.putValue(Constants.BUNDLE_SYMBOLICNAME, symbolicName);
        headers.putValue(Constants.IMPORT_PACKAGE, FlowAcceptor.class.getPackageName());
        ByteArrayOutputStream jar = new ByteArrayOutputStream();
        new JarOutputStream(jar, manifest).close();
        Bundle bundle = context.installBundle("memory:" + symbolicName, new ByteArrayInputStream(jar.toByteArray()));
        bundle.start();
        return bundle.getBundleContext();
    }

    /** Starts a process of a program; {@return its number} */
    protected static long startProcess(BundleContext program, FlowAcceptor acceptor, Map<String, ?> properties) {
        ServiceReference<FlowAcceptor> reference = program.registerService(
                        FlowAcceptor.class, acceptor, FrameworkUtil.asDictionary(properties))
                .getReference();
        return (Long) reference.getProperty(Constants.SERVICE_ID);
    }

    protected final void configure(String pid, Map<String, ?> properties) throws IOException {
        service(context, ConfigurationAdmin.class)
                .getConfiguration(pid, "?")
                .update(FrameworkUtil.asDictionary(properties));
    }

    // ---- the system ----

    protected final Irm irm() {
        return service(context, Irm.class);
    }

    /** The one process of a program. */
    protected final ProcessInfo process(String program) {
        return irm().processes().stream()
                .filter(process -> process.program().equals(program))
                .findFirst()
                .orElseThrow();
    }

    /** An IPCP that is a member of a local layer of its own. */
    protected final void createLocalLayer(String ipcp) {
        irm().createIpcp(ipcp, "local");
        irm().bootstrap(ipcp, new LayerSpec("layer of " + ipcp, Map.of()));
    }

    protected final void bindProgram(String program, String name) {
        irm().bindProgram(new ProgramBinding(program, name, false, List.of()));
    }

    protected final Flow allocate(String name) throws InterruptedException {
        return allocate(context, name);
    }

    /** Allocates a flow for a program. */
    protected static Flow allocate(BundleContext program, String name) throws InterruptedException {
        return service(program, FlowAllocator.class).allocate(name, QosSpec.RAW, FlowAllocator.DEFAULT_TIMEOUT);
    }

    /** {@return what the client is told} */
    protected final String assertRefused(FlowRefused.Reason reason, String name) {
        FlowRefused refused = assertThrows(FlowRefused.class, () -> allocate(name));
        String message = String.valueOf(refused.getMessage());
        assertEquals(message, reason, refused.reason());
        return message;
    }

    /** Who greets the clients of a name, while all of them are there. */
    protected final List<String> greetings(String name, int clients) throws InterruptedException {
        List<String> greetings = new ArrayList<>();
        List<Flow> flows = new ArrayList<>();
        try {
            for (int i = 0; i < clients; i++) {
                flows.add(allocate(name));
                greetings.add(Messages.receive(flows.getLast()));
            }
        } finally {
            flows.forEach(Flow::deallocate);
        }
        return greetings;
    }
}
