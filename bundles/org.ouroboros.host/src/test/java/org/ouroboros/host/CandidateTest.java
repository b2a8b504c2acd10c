// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import java.util.Map;
import org.apache.felix.framework.FrameworkFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;
import org.osgi.framework.launch.Framework;

/** Service references of a real framework become candidates. */
class CandidateTest {
    @TempDir
    private Path storage;

    private Framework framework;

    @BeforeEach
    void start() throws Exception {
        framework = new FrameworkFactory().newFramework(Map.of(Constants.FRAMEWORK_STORAGE, storage.toString()));
        framework.init();
    }

    @AfterEach
    void stop() throws Exception {
        framework.stop();
        framework.waitForStop(0);
    }

    private ServiceRegistration<Runnable> register(Runnable policy, Map<String, ?> properties) {
        return framework
                .getBundleContext()
                .registerService(Runnable.class, policy, FrameworkUtil.asDictionary(properties));
    }

    @Test
    void aServiceSaysItsKindAndNameAndItsBundleSaysTheRest() {
        Runnable policy = () -> {};
        ServiceReference<Runnable> reference = register(
                        policy, Map.of("ouroboros.policy.kind", "balancing", "ouroboros.policy.name", "least-flows"))
                .getReference();
        String version = framework.getVersion().toString();
        Candidate<Runnable> candidate = Candidate.of(reference, policy);
        assertEquals(
                new Candidate<>(policy, "balancing", "least-flows", "org.apache.felix.framework", version), candidate);
        assertEquals("least-flows (org.apache.felix.framework " + version + ")", candidate.label());
    }

    @Test
    void aServiceWithoutKindOrNameIsTurnedAway() {
        Runnable policy = () -> {};
        ServiceReference<Runnable> nameless =
                register(policy, Map.of("ouroboros.policy.kind", "balancing")).getReference();
        IllegalArgumentException refusal =
                assertThrows(IllegalArgumentException.class, () -> Candidate.of(nameless, policy));
        assertEquals(
                "a policy of org.apache.felix.framework has no service property 'ouroboros.policy.name' of type String:"
                        + " mark its component with @Policy",
                refusal.getMessage());
    }

    @Test
    void aServiceThatIsGoneIsTurnedAway() {
        Runnable policy = () -> {};
        ServiceRegistration<Runnable> registration =
                register(policy, Map.of("ouroboros.policy.kind", "balancing", "ouroboros.policy.name", "least-flows"));
        ServiceReference<Runnable> reference = registration.getReference();
        registration.unregister();
        assertThrows(IllegalArgumentException.class, () -> Candidate.of(reference, policy));
    }

    @Test
    void aVersionIsAnOsgiVersion() {
        assertThrows(
                IllegalArgumentException.class,
                () -> new Candidate<>("policy", "balancing", "least-flows", "com.example.least-flows", "1-beta"));
    }
}
