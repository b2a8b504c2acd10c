// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.shell;

import static org.ouroboros.shell.Table.Column.left;
import static org.ouroboros.shell.Table.Column.right;

import java.io.PrintStream;
import java.util.Collection;
import java.util.Locale;
import java.util.stream.Collectors;
import org.apache.felix.service.command.Descriptor;
import org.apache.felix.service.command.annotations.GogoCommand;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.ouroboros.api.irm.FlowInfo;
import org.ouroboros.api.irm.IpcpTypeInfo.Option;
import org.ouroboros.api.irm.Irm;
import org.ouroboros.api.irm.BoundProgram;

/** The Gogo functions that print what a system consists of, a table each. */
@Component(service = OuroborosCommands.class)
@GogoCommand(
        scope = "ouroboros",
        function = {"ipcps", "types", "names", "processes", "flows", "policies"})
public final class OuroborosCommands {
    private static final String NOTHING = "-";

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable Irm irm;

    /** Prints the IPCPs. */
    @Descriptor("lists the IPCPs with their state")
    public void ipcps() {
        Console.run(irm, (irm, out) -> {
            Table table = new Table(
                    right("id"),
                    left("name"),
                    left("type"),
                    left("layer"),
                    left("state"),
                    right("flows"),
                    left("names"));
            irm.ipcps()
                    .forEach(ipcp -> table.row(
                            ipcp.id(),
                            ipcp.name(),
                            ipcp.type(),
                            ipcp.layer().orElse(NOTHING),
                            text(ipcp.state()),
                            ipcp.flows(),
                            list(ipcp.registered())));
            table.print(out);
        });
    }

    /** Prints the types of IPCPs, then their options. */
    @Descriptor("lists the installed types of IPCPs and their options")
    public void types() {
        Console.run(irm, (irm, out) -> {
            Table types = new Table(left("type"), left("bundle"));
            Table options = new Table(left("type"), left("option"), left("default"), left("description"));
            InstalledTypes.of(irm).types().forEach(type -> {
                types.row(type.type(), type.bundle());
                for (Option option : type.options()) {
                    options.row(type.type(), option.name(), text(option.defaultValue()), option.description());
                }
            });
            print(types, options, out);
        });
    }

    /** Prints the names with what is bound to them. */
    @Descriptor("lists the names with their bindings and registrations")
    public void names() {
        Console.run(irm, (irm, out) -> {
            Table table = new Table(
                    left("name"),
                    left("balancing"),
                    left("programs"),
                    left("processes"),
                    left("ipcps"),
                    left("registered"));
            irm.names()
                    .forEach(name -> table.row(
                            name.name(),
                            name.spec().balancing(),
                            list(name.programs().stream()
                                    .map(BoundProgram::program)
                                    .toList()),
                            list(name.processes()),
                            list(name.ipcps()),
                            list(name.registered())));
            table.print(out);
        });
    }

    /** Prints the processes. */
    @Descriptor("lists the processes, which accept flows")
    public void processes() {
        Console.run(irm, (irm, out) -> {
            Table table = new Table(right("id"), left("program"), right("flows"), right("limit"), left("names"));
            irm.processes()
                    .forEach(process -> table.row(
                            process.id(),
                            process.program(),
                            process.flows(),
                            process.limit() == Integer.MAX_VALUE ? NOTHING : process.limit(),
                            list(process.names())));
            table.print(out);
        });
    }

    /** Prints both ends of all flows. */
    @Descriptor("lists the ends of all flows with their policies and counters")
    public void flows() {
        Console.run(irm, (irm, out) -> {
            Table table = new Table(
                    right("id"),
                    left("name"),
                    left("side"),
                    left("owner"),
                    left("ipcp"),
                    left("qos"),
                    left("state"),
                    left("policies"),
                    right("sent"),
                    right("bytes"),
                    right("received"),
                    right("bytes"),
                    right("dropped"));
            irm.flows().forEach(flow -> table.row(cells(flow)));
            table.print(out);
        });
    }

    /** Prints the policies that are installed, then those that are in use. */
    @Descriptor("lists the installed policies, and which are in use where")
    public void policies() {
        Console.run(irm, (irm, out) -> {
            Table installed = new Table(left("kind"), left("name"), left("bundle"), left("version"));
            irm.policies()
                    .forEach(policy -> installed.row(policy.kind(), policy.name(), policy.bundle(), policy.version()));
            Table slots = new Table(
                    left("slot"), left("kind"), left("wanted"), left("in use"), right("generation"), left("latest"));
            irm.slots()
                    .forEach(slot -> slots.row(
                            slot.slot(), slot.kind(), slot.wanted(), slot.inUse(), slot.generation(), slot.latest()));
            print(installed, slots, out);
        });
    }

    private static Object[] cells(FlowInfo flow) {
        FlowInfo.Counters counters = flow.counters();
        return new Object[] {
            flow.id(),
            flow.name(),
            text(flow.side()),
            flow.owner(),
            flow.ipcp().orElse("direct"),
            flow.qos().label(),
            text(flow.state()),
            text(flow.policies()),
            counters.sentPackets(),
            counters.sentBytes(),
            counters.receivedPackets(),
            counters.receivedBytes(),
            counters.dropped()
        };
    }

    private static void print(Table first, Table second, PrintStream out) {
        first.print(out);
        out.println();
        second.print(out);
    }

    private static String text(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static String text(String value) {
        return value.isEmpty() ? NOTHING : value;
    }

    private static String list(Collection<?> values) {
        return text(values.stream().map(String::valueOf).collect(Collectors.joining(" ")));
    }
}
