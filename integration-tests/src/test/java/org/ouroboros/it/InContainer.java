// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.it;

import static org.ops4j.pax.exam.CoreOptions.bundle;
import static org.ops4j.pax.exam.CoreOptions.composite;
import static org.ops4j.pax.exam.CoreOptions.junitBundles;
import static org.ops4j.pax.exam.CoreOptions.options;
import static org.ops4j.pax.exam.CoreOptions.systemProperty;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import javax.inject.Inject;
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
import org.osgi.framework.Constants;

/** A test inside the system that {@code ./ouroboros} runs, one container for each class; without the prompt. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public abstract class InContainer {
    @Inject
    protected BundleContext context;

    /** The shipped bundles. */
    @Configuration
    public Option[] configuration() throws IOException {
        Path folder = Path.of(System.getProperty("ouroboros.bundles"));
        try (Stream<Path> files = Files.list(folder)) {
            Option[] bundles = files.filter(
                            file -> !file.getFileName().toString().contains("gogo.jline"))
                    .sorted()
                    .map(InContainer::shipped)
                    .toArray(Option[]::new);
            return options(
                    composite(bundles),
                    junitBundles(),
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

    /** The bundle of this symbolic name. */
    protected final Bundle bundle(String symbolicName) {
        return Arrays.stream(context.getBundles())
                .filter(bundle -> symbolicName.equals(bundle.getSymbolicName()))
                .findFirst()
                .orElseThrow();
    }
}
