// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.app;

import org.jspecify.annotations.Nullable;
import org.ouroboros.api.Flow;
import org.ouroboros.api.FlowAllocator;
import org.ouroboros.api.FlowRefused;
import org.ouroboros.api.QosSpec;
import org.ouroboros.command.CommandFailed;
import org.ouroboros.command.Given;
import org.ouroboros.command.Need;
import org.ouroboros.command.Operand;
import org.ouroboros.command.Option;
import org.ouroboros.command.Subject;

/** The flow that a client command runs over: whom it leads to, and how it is got. */
public final class ClientFlow {
    /** The name of the server, as a word; {@link #SERVER_NAME} may be used in its place. */
    public static final Operand NAME =
            new Operand("NAME", Subject.NAME, Need.OPTIONAL, "name of the server; -n NAME says the same");

    /** The name of the server, as an option, which is how the prototype has it. */
    public static final Option SERVER_NAME = Option.of("-n --server-name", "NAME", Subject.NAME, "name of the server");

    /** The QoS of the flow, as an option. */
    public static final Option QOS = Option.of("-q --qos", "QOS", Subject.QOS, "QoS of the flow, raw unless given");

    private ClientFlow() {}

    /**
     * Finds the name of the server.
     *
     * @param given words sorted out by a form with {@link #NAME} and {@link #SERVER_NAME}
     * @return the name
     * @throws CommandFailed if there is none, or more than one
     */
    public static String name(Given given) {
        if (given.has(NAME.label()) && given.has(SERVER_NAME.name())) {
            throw given.wrong("NAME is given twice");
        }
        return given.text(NAME.label())
                .or(() -> given.text(SERVER_NAME.name()))
                .orElseThrow(() -> given.wrong("NAME is missing"));
    }

    /**
     * Finds the QoS of the flow.
     *
     * @param given words sorted out by a form with {@link #QOS}
     * @return the QoS
     * @throws CommandFailed if there is none of that name
     */
    public static QosSpec qos(Given given) {
        return given.check(() -> QosSpec.preset(given.text(QOS.name()).orElse("raw")));
    }

    /**
     * Allocates the flow.
     *
     * @param allocator who allocates, if there is somebody
     * @param name name of the server
     * @param qos QoS of the flow
     * @param size size of the largest packet that will be sent, in bytes
     * @return the flow, owned by the caller
     * @throws CommandFailed if there is no flow, or none for packets of that size
     */
    public static Flow allocate(@Nullable FlowAllocator allocator, String name, QosSpec qos, int size) {
        Flow flow = allocate(allocator, name, qos);
        int largest = flow.largestMessage();
        if (size > largest) {
            flow.deallocate();
            throw new CommandFailed(
                    "the flow to " + name + " carries at most " + largest + " bytes in a packet, not " + size);
        }
        return flow;
    }

    private static Flow allocate(@Nullable FlowAllocator allocator, String name, QosSpec qos) {
        if (allocator == null) {
            throw new CommandFailed("the IRM is not running: start org.ouroboros.irm and org.ouroboros.loop");
        }
        try {
            return allocator.allocate(name, qos, FlowAllocator.DEFAULT_TIMEOUT);
        } catch (FlowRefused | IllegalArgumentException e) {
            throw new CommandFailed("Failed to allocate flow: " + e.getMessage() + ".", e);
        } catch (InterruptedException _) { // as a cause it would be printed behind the message, and says nothing
            throw new CommandFailed("Failed to allocate flow: " + name + " was given up by an interrupt.");
        }
    }
}
