// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;

import aQute.bnd.osgi.Builder;
import java.io.File;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.ouroboros.api.Flow;
import org.ouroboros.congestion.mbecn.MultiBitEcnPolicy;
import org.ouroboros.directory.dht.DhtPolicy;
import org.ouroboros.host.Candidate;
import org.ouroboros.keyexchange.x25519.X25519Policy;
import org.ouroboros.loop.IpcpLoop;
import org.ouroboros.packet.Packet;
import org.ouroboros.policy.Policy;
import org.ouroboros.reliability.frcp.FrcpPolicy;
import org.ouroboros.routing.linkstate.LinkStatePolicy;

/** Packs a policy of the tests as its author would, with the sound policy that it is made of. */
final class FaultyBundle {
    private static final List<Class<?>> CLASS_PATH = List.of(
            Flow.class,
            Packet.class,
            IpcpLoop.class,
            Policy.class,
            Candidate.class,
            MultiBitEcnPolicy.class,
            DhtPolicy.class,
            X25519Policy.class,
            FrcpPolicy.class,
            LinkStatePolicy.class,
            com.google.protobuf.Message.class,
            FaultyBundle.class);

    private FaultyBundle() {}

    /**
     * Writes a bundle.
     *
     * @param folder where to
     * @param policy the class of the component; the bundle has the classes of its package
     * @param instructions what else bnd is told
     * @param madeOf classes whose packages it has too
     */
    static Path write(Path folder, Class<?> policy, Map<String, String> instructions, Class<?>... madeOf)
            throws Exception {
        Path file = folder.resolve(policy.getSimpleName() + ".jar");
        try (Builder builder = new Builder()) {
            builder.setClasspath(CLASS_PATH.stream().map(FaultyBundle::place).toArray(File[]::new));
            builder.setBundleSymbolicName(policy.getPackageName());
            builder.setBundleVersion("1.0.0");
            builder.setPrivatePackage(Stream.concat(Stream.of(policy), Arrays.stream(madeOf))
                    .map(Class::getPackageName)
                    .distinct()
                    .collect(Collectors.joining(",")));
            // the components are the author's; what is declared of those that they are made of is not
            builder.setProperty("-dsannotations", "com.example.*");
            builder.setProperty("-bundleannotations", "com.example.*");
            builder.setProperty("Import-Package", "!org.jspecify.annotations,*");
            instructions.forEach(builder::setProperty);
            builder.build().write(file.toFile());
            assertEquals(List.of(), builder.getErrors());
        }
        return file;
    }

    private static File place(Class<?> type) {
        try {
            return new File(
                    type.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException impossible) {
            throw new IllegalStateException("the place of a class is a URI", impossible);
        }
    }
}
