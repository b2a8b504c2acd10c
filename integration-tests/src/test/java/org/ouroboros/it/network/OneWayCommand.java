// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.it.network;

import java.nio.ByteBuffer;
import java.util.List;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.ouroboros.api.Flow;
import org.ouroboros.api.FlowAllocator;
import org.ouroboros.api.FlowRefused;
import org.ouroboros.api.QosSpec;
import org.ouroboros.command.CommandFailed;
import org.ouroboros.command.Form;
import org.ouroboros.command.Invocation;
import org.ouroboros.command.Manual;
import org.ouroboros.command.ShellCommand;

/**
 * A command, in a bundle of its own, that writes numbered messages and closes the flow at once. A reliable flow is written to as fast as it takes
 * them, which its window sees to; one that may lose them at a {@linkplain Pace pace}.
 */
@Component
public final class OneWayCommand implements ShellCommand {
    /** Symbolic name of the bundle. */
    static final String PROGRAM = "com.example.oneway";

    private static final Form FORM = new Form(
            "oneway",
            "writes so many numbered messages to a name, by a QoS: NAME COUNT QOS",
            List.of(),
            List.of(),
            List.of(new Form.Example("oneway sink 1000 data", "writes 1,000 messages that must arrive")));

    private final FlowAllocator allocator;

    /** Starts. */
    @Activate
    public OneWayCommand(@Reference FlowAllocator allocator) {
        this.allocator = allocator;
    }

    @Override
    public Manual manual() {
        return Manual.of(FORM);
    }

    @Override
    public Object run(Invocation invocation) throws Exception {
        List<String> words = invocation.words();
        long count = Long.parseLong(words.get(1));
        QosSpec qos = QosSpec.preset(words.get(2));
        ByteBuffer message = ByteBuffer.allocate(Tally.MESSAGE);
        try (Flow flow = allocator.allocate(words.get(0), qos, FlowAllocator.DEFAULT_TIMEOUT)) {
            invocation.out().println("new flow");
            Pace pace = new Pace();
            for (long number = 0; number < count; number++) {
                if (!qos.reliable()) {
                    pace.await();
                }
                flow.write(message.clear().putLong(0, number));
            }
        } catch (FlowRefused refused) {
            throw new CommandFailed("Failed to allocate flow: " + refused.getMessage());
        }
        return Tally.wrote(count);
    }
}
