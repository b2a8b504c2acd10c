// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.app.oping;

import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Descriptor;
import org.apache.felix.service.command.Function;
import org.apache.felix.service.command.Process;
import org.apache.felix.service.command.annotations.GogoCommand;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.ouroboros.api.Flow;
import org.ouroboros.api.FlowAllocator;
import org.ouroboros.api.FlowRefused;

/**
 * The Gogo function {@code oping}.
 *
 * <p>It is a {@link Function} so that it gets every word as it was typed; Gogo would turn the words of a method call into
 * numbers and booleans where it can.
 */
@Component(service = OpingCommand.class)
@GogoCommand(scope = "ouroboros", function = "oping")
public final class OpingCommand implements Function {
    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable FlowAllocator allocator;

    @Override
    public @Nullable Object execute(CommandSession session, List<Object> arguments)
            throws InterruptedException, ExecutionException {
        oping(arguments.stream().map(String::valueOf).toArray(String[]::new));
        return null;
    }

    /**
     * Pings a name. What prints help about functions finds this method by its name.
     *
     * @param words options and the name
     * @throws OpingFailed if not every ping that was sent was answered, or if there was no flow
     * @throws InterruptedException if interrupted while the flow was allocated
     * @throws ExecutionException if it failed for a reason that is not the network's
     */
    @Descriptor("measures round trips to a name; without a name it shows its options")
    public void oping(@Descriptor("options and the name") String... words)
            throws InterruptedException, ExecutionException {
        OpingOptions options = OpingOptions.parse(List.of(words));
        OpingReport report = new OpingReport(Process.Utils.current().out(), options, InstantSource.system());
        OpingResult result;
        try (Flow flow = allocate(options)) {
            if (flow.largestMessage() < options.size()) {
                throw new OpingFailed("the flow carries at most " + flow.largestMessage() + " bytes in a packet, not "
                        + options.size());
            }
            result = new OpingClient(flow, options, report, OpingTime.SYSTEM).run();
        }
        result.check();
    }

    private Flow allocate(OpingOptions options) throws InterruptedException {
        FlowAllocator present = allocator;
        if (present == null) {
            throw new OpingFailed(
                    "the IRM is not running: start org.ouroboros.irm and org.ouroboros.loop by the numbers that lb"
                            + " shows");
        }
        try {
            return present.allocate(options.name(), options.qos(), FlowAllocator.DEFAULT_TIMEOUT);
        } catch (FlowRefused e) {
            throw new OpingFailed("Failed to allocate flow: " + e.getMessage() + ".", e);
        }
    }
}
