// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.app.ocbr;

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

/** The command {@code ocbr}. */
@Component
public final class OcbrCommand implements ShellCommand {
    private static final int LARGEST = 524_288;

    static final Form FORM = new Form(
            "ocbr",
            "sends packets at a constant bit rate to a name",
            List.of(ClientFlow.NAME),
            Stream.concat(
                            Stream.of(
                                    new Option(
                                            List.of("-n", "--server_apn", "--server-name"),
                                            ClientFlow.SERVER_NAME.value(),
                                            ClientFlow.SERVER_NAME.subject(),
                                            ClientFlow.SERVER_NAME.need(),
                                            ClientFlow.SERVER_NAME.description()),
                                    Option.valued("-d --duration", "TIME", "for how long, in s; 60s unless given"),
                                    Option.valued(
                                            "-s --size",
                                            "BYTES",
                                            "bytes of a packet, " + CbrRun.SMALLEST + " to " + LARGEST
                                                    + ", 1000 unless given"),
                                    Option.valued("-r --rate", "RATE", "bit/s, or with k, M or G; 1M unless given"),
                                    ClientFlow.QOS),
                            Load.PACING.stream())
                    .toList(),
            List.of(
                    new Form.Example("ocbr sink -d 10 -r 20M", "20 Mbit/s for 10 seconds"),
                    new Form.Example("ocbr sink -f -s 64 -d 5s", "as many small packets as there can be")));

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
        Load load = load(given);
        try (Flow flow = ClientFlow.allocate(allocator, name, ClientFlow.qos(given), load.size())) {
            CbrResult result = new CbrRun(name, flow, load, RunClock.SYSTEM).run(invocation);
            return Conclusion.of(invocation, result, result.text(), result.problem());
        }
    }

    static Load load(Given given) {
        return Load.of(
                given,
                given.time("-d", ChronoUnit.SECONDS).orElse(Duration.ofSeconds(60)),
                (int) given.number("-s", CbrRun.SMALLEST, LARGEST, 1_000),
                given.rate("-r", 1).orElse(1e6));
    }
}
