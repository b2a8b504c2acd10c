// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.app.operf;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.Stream;
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
import org.ouroboros.app.Load;
import org.ouroboros.app.RunClock;
import org.ouroboros.command.Form;
import org.ouroboros.command.Given;
import org.ouroboros.command.Invocation;
import org.ouroboros.command.Manual;
import org.ouroboros.command.Option;
import org.ouroboros.command.ShellCommand;

/** The command {@code operf}. */
@Component
public final class OperfCommand implements ShellCommand {
    private static final int SMALLEST = 64;
    private static final int LARGEST = 1_048_576;

    static final Form FORM = new Form(
            "operf",
            "measures what a flow to a name carries",
            List.of(ClientFlow.NAME),
            Stream.concat(
                            Stream.of(
                                    ClientFlow.SERVER_NAME,
                                    Option.valued(
                                            "-t --test",
                                            "TEST",
                                            "uni: one way, of which only the server knows what arrives; bi: there and"
                                                    + " back; uni unless given"),
                                    Option.valued("-d --duration", "TIME", "for how long, in ms; 60s unless given"),
                                    Option.valued("-r --rate", "RATE", "kbit/s, or with k, M or G; 1M unless given"),
                                    Option.valued(
                                            "-s --size",
                                            "BYTES",
                                            "bytes of a packet, " + SMALLEST + " to " + LARGEST
                                                    + ", 1500 unless given"),
                                    ClientFlow.QOS),
                            Load.PACING.stream())
                    .toList(),
            List.of(
                    new Form.Example("operf perf -t bi -d 10s -r 20M", "20 Mbit/s there and back for 10 seconds"),
                    new Form.Example("operf perf -f -s 64 -d 5s", "as many small packets as there can be, one way")));

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
        Given given = Given.parse(FORM, invocation.words());
        String name = ClientFlow.name(given);
        PerfTest test = test(given);
        Load load = load(given);
        try (Flow flow = ClientFlow.allocate(allocator, name, ClientFlow.qos(given), load.size())) {
            PerfResult result = new PerfRun(name, test, flow, load, RunClock.SYSTEM).run(invocation);
            return Conclusion.of(invocation, result, result.text(), result.problem());
        }
    }

    static PerfTest test(Given given) {
        return given.check(() -> PerfTest.of(given.text("-t").orElse("uni")));
    }

    static Load load(Given given) {
        return Load.of(
                given,
                given.time("-d", ChronoUnit.MILLIS).orElse(Duration.ofSeconds(60)),
                (int) given.number("-s", SMALLEST, LARGEST, 1_500),
                given.rate("-r", 1e3).orElse(1e6));
    }
}
