// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.ouroboros.conformance.launch.KitContainer;

/** All policies that the container ships pass. */
class ShippedPoliciesIT {
    private static final Path BUNDLES = Path.of(System.getProperty("ouroboros.bundles"));

    private static KitContainer container;

    static List<Path> policies() throws IOException {
        try (Stream<Path> files = Files.list(BUNDLES)) {
            return files.filter(ShippedPoliciesIT::declaresAPolicy).sorted().toList();
        }
    }

    private static boolean declaresAPolicy(Path file) {
        try (JarFile jar = new JarFile(file.toFile())) {
            String capabilities = jar.getManifest().getMainAttributes().getValue("Provide-Capability");
            return capabilities != null && capabilities.contains("ouroboros.policy;");
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    @BeforeAll
    static void start() throws Exception {
        container = KitContainer.start(BUNDLES);
    }

    @AfterAll
    static void stop() throws Exception {
        container.close();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("policies")
    void aPolicyOfOursPasses(Path file) throws Exception {
        Checked checked = Checked.of(container, file);
        assertEquals(List.of(), checked.failed());
        assertEquals(0, checked.status());
    }
}
