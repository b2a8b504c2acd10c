// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.app.oecho;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.ouroboros.api.Flow;
import org.ouroboros.api.FlowDown;
import org.ouroboros.api.FlowOptions;
import org.ouroboros.api.FlowTimedOut;
import org.ouroboros.api.text.PlainText;
import org.ouroboros.app.MessageReader;
import org.ouroboros.app.RunClock;

/** One greeting over one flow (end-to-end specification, section 7.2). */
final class Greeting {
    private static final byte[] HELLO = "Client says hi!\0".getBytes(StandardCharsets.US_ASCII);

    static final int BYTES = HELLO.length;

    /** Silence after which the server counts as gone. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final String name;
    private final Flow flow;
    private final RunClock clock;

    Greeting(String name, Flow flow, RunClock clock) {
        this.name = name;
        this.flow = flow;
        this.clock = clock;
    }

    /** {@return what came back} */
    EchoResult exchange() throws InterruptedException {
        MessageReader reader =
                new MessageReader(flow, FlowOptions.DEFAULT.withWriteTimeout(PATIENCE), flow.largestMessage(), clock);
        long deadlineNs = clock.nowNs() + PATIENCE.toNanos();
        try {
            flow.write(ByteBuffer.wrap(HELLO));
            return reader.readUntil(deadlineNs)
                    ? EchoResult.replied(name, PlainText.of(reader.message()))
                    : EchoResult.silent(name, name + " did not reply within " + PATIENCE.toSeconds() + " s");
        } catch (FlowTimedOut | FlowDown e) {
            return EchoResult.silent(name, name + " did not reply: " + e.getMessage());
        }
    }
}
