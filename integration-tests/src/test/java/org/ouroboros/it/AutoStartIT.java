// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.it;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNotEquals;
import static org.junit.Assert.assertTrue;
import static org.ops4j.pax.exam.CoreOptions.composite;
import static org.ops4j.pax.exam.CoreOptions.options;
import static org.ops4j.pax.exam.CoreOptions.streamBundle;
import static org.ouroboros.it.Eventually.eventually;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.Test;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.tinybundles.TinyBundles;
import org.osgi.framework.Bundle;
import org.osgi.framework.Constants;
import org.ouroboros.api.FlowRefused.Reason;
import org.ouroboros.api.irm.ProgramBinding;

/** Programs are started when a flow asks for them. */
public class AutoStartIT extends InContainer {
    private static final String NAME = "telling";

    /** The shipped bundles, and a program that is not started. */
    @Configuration
    @Override
    public Option[] configuration() throws Exception {
        return options(
                composite(super.configuration()),
                streamBundle(TinyBundles.bundle()
                                .addClass(TellingServer.class)
                                .addClass(TellingServer.Config.class)
                                .addClass(Greeter.class)
                                .setHeader(Constants.BUNDLE_SYMBOLICNAME, TellingServer.PROGRAM)
                                .build(TinyBundles.bndBuilder()))
                        .noStart());
    }

    @Test
    public void stoppedProgramIsStartedWithItsArguments() throws Exception {
        Bundle program = bundle(TellingServer.PROGRAM);
        irm().bindProgram(new ProgramBinding(TellingServer.PROGRAM, NAME, true, List.of("one", "and two")));
        assertNotEquals(Bundle.ACTIVE, program.getState());

        assertEquals(List.of("one, and two"), greetings(NAME, 1));
        assertEquals(Bundle.ACTIVE, program.getState());

        program.stop();
        irm().bindProgram(new ProgramBinding(TellingServer.PROGRAM, NAME, true, List.of("three")));
        assertEquals(List.of("three"), greetings(NAME, 1));
    }

    @Test
    public void programIsStartedForAFlowThatComesOverALayer() throws Exception {
        createLocalLayer("lan");
        irm().bindProgram(new ProgramBinding(TellingServer.PROGRAM, NAME, true, List.of("layered")));
        irm().register(NAME, "lan");
        assertEquals(List.of("layered"), greetings(NAME, 1));
    }

    @Test
    public void programThatIsNotInstalledIsNamed() {
        irm().bindProgram(new ProgramBinding("com.example.absent", NAME, true, List.of()));
        String message = assertRefused(Reason.NO_ACCEPTOR, NAME);
        assertTrue(message, message.contains("no bundle 'com.example.absent' is installed"));
    }

    @Test
    public void programWithoutAutoIsWaitedForAndNotStarted() throws Exception {
        Duration wait = Duration.ofMillis(100);
        configure("org.ouroboros.irm", Map.of("acceptor.wait.ms", wait.toMillis()));
        bindProgram(TellingServer.PROGRAM, NAME);
        eventually(() -> {
            long startNs = System.nanoTime();
            String message = assertRefused(Reason.NO_ACCEPTOR, NAME);
            long waitedNs = System.nanoTime() - startNs;
            assertTrue(message, message.contains("within 100 ms")); // the configuration has arrived
            assertTrue(waitedNs + " ns", waitedNs >= wait.toNanos());
        });
        assertNotEquals(Bundle.ACTIVE, bundle(TellingServer.PROGRAM).getState());
    }

    @Test
    public void unknownNameIsNotWaitedFor() throws Exception {
        configure(
                "org.ouroboros.irm",
                Map.of("acceptor.wait.ms", Duration.ofHours(1).toMillis()));
        assertRefused(Reason.UNKNOWN_NAME, "nobody");
    }
}
