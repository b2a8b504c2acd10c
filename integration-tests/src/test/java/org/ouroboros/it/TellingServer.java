// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.it;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.ouroboros.api.Flow;
import org.ouroboros.api.FlowAcceptor;

/** A program, in a bundle of its own, that tells its clients the arguments that it was started with. */
@Component(configurationPid = TellingServer.PROGRAM)
public final class TellingServer implements FlowAcceptor {
    /** Symbolic name of the bundle. */
    static final String PROGRAM = "com.example.telling";

    private final Greeter greeter;

    /** Where the arguments come from. */
    public @interface Config {
        /** {@return the arguments} */
        String[] args() default {};
    }

    /** Starts with arguments. */
    @Activate
    public TellingServer(Config config) {
        greeter = new Greeter(String.join(", ", config.args()));
    }

    @Override
    public void accept(Flow flow) throws InterruptedException {
        greeter.accept(flow);
    }
}
