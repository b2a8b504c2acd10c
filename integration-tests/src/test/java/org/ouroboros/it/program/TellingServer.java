// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.it.program;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.ouroboros.api.Flow;
import org.ouroboros.api.FlowAcceptor;
import org.ouroboros.api.FlowDown;

/** A program, in a bundle of its own, that tells its clients the arguments that it was started with. */
@Component(configurationPid = TellingServer.PROGRAM)
public final class TellingServer implements FlowAcceptor {
    /** Symbolic name of the bundle. */
    public static final String PROGRAM = "com.example.telling";

    private final String arguments;

    /** Where the arguments come from. */
    public @interface Config {
        /** {@return the arguments} */
        String[] args() default {};
    }

    /** Starts with arguments. */
    @Activate
    public TellingServer(Config config) {
        arguments = String.join(", ", config.args());
    }

    @Override
    public void accept(Flow flow) throws InterruptedException {
        try (flow) {
            flow.write(StandardCharsets.UTF_8.encode(arguments));
            flow.read(ByteBuffer.allocate(1));
        } catch (FlowDown gone) {
            // there is nobody left to serve
        }
    }
}
