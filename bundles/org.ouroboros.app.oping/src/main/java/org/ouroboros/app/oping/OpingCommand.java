// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.app.oping;

import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.ouroboros.api.Flow;
import org.ouroboros.api.FlowAllocator;
import org.ouroboros.app.ClientFlow;
import org.ouroboros.app.Conclusion;
import org.ouroboros.app.RunClock;
import org.ouroboros.command.Invocation;
import org.ouroboros.command.Manual;
import org.ouroboros.command.ShellCommand;

/** The command {@code oping}. */
@Component
public final class OpingCommand implements ShellCommand {
    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable FlowAllocator allocator;

    @Override
    public Manual manual() {
        return Manual.of(OpingOptions.FORM);
    }

    @Override
    public @Nullable Object run(Invocation invocation) throws Exception {
        OpingOptions options = OpingOptions.parse(invocation.words());
        try (Flow flow = ClientFlow.allocate(allocator, options.name(), options.qos(), options.size())) {
            OpingReport report = new OpingReport(invocation, options, InstantSource.system());
            OpingResult result = new OpingClient(flow, options, report, RunClock.SYSTEM).run();
            return Conclusion.of(invocation, result, result.text(), result.problem());
        }
    }
}
