// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.it;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.ouroboros.api.Flow;
import org.ouroboros.api.FlowAcceptor;
import org.ouroboros.api.FlowDown;

/**
 * A server that says who it is, and holds the flow until the client leaves.
 *
 * @param greeting what it says
 */
record Greeter(String greeting) implements FlowAcceptor {
    @Override
    public void accept(Flow flow) throws InterruptedException {
        try (flow) {
            flow.write(StandardCharsets.UTF_8.encode(greeting));
            flow.read(ByteBuffer.allocate(1));
        } catch (FlowDown gone) {
            // there is nobody left to serve
        }
    }
}
