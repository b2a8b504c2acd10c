// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.checks;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** {@code docs/configuration.md} says what the bundles say. */
class ConfigurationReferenceIT {
    private static final Path PAGE = Tree.ROOT.resolve("docs/configuration.md");

    @Test
    void thePageIsTheOneOfTheBundles() throws IOException {
        String built = ConfigurationReference.of(Tree.bundles());
        if (Boolean.getBoolean("docs.accept")) {
            Files.writeString(PAGE, built);
        }
        assertEquals(
                built,
                Files.exists(PAGE) ? Files.readString(PAGE) : "",
                PAGE + " differs from the bundles; to write it: mvn verify -pl cnf/checks -Ddocs.accept=true");
    }
}
