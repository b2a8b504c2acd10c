// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.it;

import static org.junit.Assert.assertEquals;

import aQute.bnd.osgi.Builder;
import aQute.bnd.osgi.Jar;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.osgi.annotation.versioning.Version;
import org.osgi.service.component.annotations.Component;

/** Builds the bundle of a third party from its sources and our exported jars, as nobody else's build is part of ours. */
final class ThirdParty {
    /** A load-balancing policy. */
    static final String POLICY = "com.example.balancing.leastflows";

    private static final Path SOURCES = Path.of("third-party/least-flows/src/main/java");
    private static final Path TARGET = Path.of("target/third-party");

    private ThirdParty() {}

    /** Where a version of the policy is, once it is built. */
    static Path policy(String version) {
        return TARGET.resolve(POLICY + "-" + version + ".jar").toAbsolutePath();
    }

    /** Compiles the policy and assembles its bundle, outside the container. */
    static void buildPolicy(String version) throws Exception {
        List<File> jars = jars();
        Path classes = Files.createDirectories(TARGET.resolve(version));
        compile(jars, classes);
        try (Builder builder = new Builder()) {
            builder.setJar(new Jar(classes.toFile()));
            builder.setClasspath(jars);
            builder.setBundleSymbolicName(POLICY);
            builder.setBundleVersion(version);
            builder.build().write(policy(version).toFile());
            assertEquals(List.of(), builder.getErrors());
        }
    }

    private static void compile(List<File> jars, Path classes) throws Exception {
        List<String> arguments = new ArrayList<>(List.of(
                "-proc:none",
                "-classpath",
                jars.stream().map(File::getPath).collect(Collectors.joining(File.pathSeparator)),
                "-d",
                classes.toString()));
        try (Stream<Path> sources = Files.walk(SOURCES)) {
            sources.map(Path::toString).filter(file -> file.endsWith(".java")).forEach(arguments::add);
        }
        ByteArrayOutputStream messages = new ByteArrayOutputStream();
        int status =
                ToolProvider.getSystemJavaCompiler().run(null, messages, messages, arguments.toArray(String[]::new));
        assertEquals(messages.toString(StandardCharsets.UTF_8), 0, status);
    }

    /** What its build gets: our bundles, and the annotations of OSGi. */
    private static List<File> jars() throws Exception {
        List<File> jars = new ArrayList<>(List.of(jarOf(Component.class), jarOf(Version.class)));
        try (Stream<Path> shipped = Files.list(InContainer.SHIPPED)) {
            shipped.map(Path::toFile)
                    .filter(jar -> jar.getName().startsWith("org.ouroboros."))
                    .forEach(jars::add);
        }
        return jars;
    }

    private static File jarOf(Class<?> type) throws URISyntaxException {
        return new File(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    }
}
