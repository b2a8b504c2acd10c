// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.app.oecho;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.ouroboros.api.Flow;
import org.ouroboros.api.FlowAllocator;
import org.ouroboros.api.QosSpec;
import org.ouroboros.app.ClientFlow;
import org.ouroboros.app.Conclusion;
import org.ouroboros.app.RunClock;
import org.ouroboros.app.Work;
import org.ouroboros.command.Form;
import org.ouroboros.command.Given;
import org.ouroboros.command.Invocation;
import org.ouroboros.command.Manual;
import org.ouroboros.command.Need;
import org.ouroboros.command.Operand;
import org.ouroboros.command.ShellCommand;
import org.ouroboros.command.Subject;

/** The command {@code oecho}. */
@Component
public final class OechoCommand implements ShellCommand {
    private static final String PROTOTYPE_NAME = "oecho";
    private static final Operand NAME =
            new Operand("NAME", Subject.NAME, Need.OPTIONAL, "name of the server, oecho unless given");
    private static final Form FORM = new Form(
            "oecho",
            "says hello to an echo server, and shows its reply",
            List.of(NAME),
            List.of(),
            List.of(new Form.Example("oecho", "talks to the name oecho")));

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable FlowAllocator allocator;

    @Override
    public Manual manual() {
        return Manual.of(FORM);
    }

    @Override
    public @Nullable Object run(Invocation invocation) throws Exception {
        String name = Given.parse(FORM, invocation.words()).text(NAME.label()).orElse(PROTOTYPE_NAME);
        try (Flow flow = ClientFlow.allocate(allocator, name, QosSpec.RAW, Greeting.BYTES)) {
            Greeting greeting = new Greeting(name, flow, RunClock.SYSTEM);
            EchoResult result = Work.await("oecho", greeting::exchange, flow::deallocate);
            return Conclusion.of(invocation, result, result.text(), result.problem());
        }
    }
}
