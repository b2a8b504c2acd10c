// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.shell;

import static org.ouroboros.shell.Table.Column.left;
import static org.ouroboros.shell.Table.Column.named;
import static org.ouroboros.shell.Table.Column.right;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.ouroboros.api.irm.BoundProgram;
import org.ouroboros.api.irm.FlowInfo;
import org.ouroboros.api.irm.IpcpInfo;
import org.ouroboros.api.irm.IpcpTypeInfo;
import org.ouroboros.api.irm.Irm;
import org.ouroboros.api.irm.NameInfo;
import org.ouroboros.api.irm.PolicyInfo;
import org.ouroboros.api.irm.ProcessInfo;
import org.ouroboros.api.irm.SlotInfo;
import org.ouroboros.command.CommandFailed;
import org.ouroboros.command.ShellCommand;
import org.ouroboros.shell.Sections.Policies;
import org.ouroboros.shell.Sections.TypeOption;
import org.ouroboros.shell.Sections.Types;

/** The commands of this bundle. */
final class Commands {
    private Commands() {}

    static List<ShellCommand> of(Supplier<@Nullable Irm> found, Vocabulary vocabulary, CommandBook book) {
        Supplier<Irm> irm = () -> require(found.get());
        List<ShellCommand> own = List.of(
                new HelpCommand(book),
                new IrmCommand(irm, vocabulary),
                new PolicyCommand(irm, vocabulary),
                query(irm, "ipcps", "lists the IPCPs with their state", Commands::ipcps),
                query(irm, "types", "lists the installed types of IPCPs and their options", Commands::types),
                query(irm, "names", "lists the names with their bindings and registrations", Commands::names),
                query(irm, "processes", "lists the processes, which accept flows", Commands::processes),
                query(irm, "flows", "lists the ends of all flows with their policies and counters", Commands::flows),
                query(irm, "policies", "lists the installed policies, and which are in use where", Commands::policies),
                query(irm, "counters", "lists what the components of the system count", Commands::counters),
                query(irm, "loops", "lists the loops that IPCPs live on", Commands::loops));
        return Stream.concat(own.stream(), ViewCommand.all(irm).stream()).toList();
    }

    private static Irm require(@Nullable Irm irm) {
        if (irm == null) {
            throw new CommandFailed("the IRM is not running: start org.ouroboros.irm and org.ouroboros.loop");
        }
        return irm;
    }

    private static ShellCommand query(Supplier<Irm> irm, String name, String summary, Function<Irm, Shown> query) {
        return new QueryCommand(name, summary, () -> query.apply(irm.get()));
    }

    private static Shown ipcps(Irm irm) {
        return Listing.of(irm.ipcps(), ipcps -> {
            Table table = new Table(
                    right("id"),
                    named("name"),
                    left("type"),
                    named("layer"),
                    left("state"),
                    right("flows"),
                    left("origin"),
                    left("names"),
                    left("waiting"));
            for (IpcpInfo ipcp : ipcps) {
                table.row(
                        ipcp.id(),
                        ipcp.name(),
                        ipcp.type(),
                        ipcp.layer().orElse(Text.NOTHING),
                        Text.of(ipcp.state()),
                        ipcp.flows(),
                        ipcp.origin().label(),
                        Text.of(ipcp.registered()),
                        ipcp.waiting().orElse(Text.NOTHING));
            }
            return table;
        });
    }

    private static Shown types(Irm irm) {
        List<IpcpTypeInfo> types = InstalledTypes.of(irm).types();
        List<TypeOption> options = types.stream()
                .flatMap(type -> type.options().stream().map(option -> new TypeOption(type.type(), option)))
                .toList();
        return new Types(Listing.of(types, Commands::typeTable), Listing.of(options, Commands::optionTable));
    }

    private static Table typeTable(List<IpcpTypeInfo> types) {
        Table table = new Table(left("type"), left("bundle"));
        types.forEach(type -> table.row(type.type(), type.bundle()));
        return table;
    }

    private static Table optionTable(List<TypeOption> options) {
        Table table = new Table(left("type"), left("option"), left("default"), left("description"));
        options.forEach(of -> table.row(
                of.type(),
                of.option().name(),
                Text.of(of.option().defaultValue()),
                of.option().description()));
        return table;
    }

    private static Shown names(Irm irm) {
        return Listing.of(irm.names(), names -> {
            Table table = new Table(
                    named("name"),
                    left("balancing"),
                    left("programs"),
                    left("processes"),
                    left("ipcps"),
                    left("registered"),
                    left("origin"),
                    left("waiting"));
            for (NameInfo name : names) {
                table.row(
                        name.name(),
                        name.spec().balancing(),
                        Text.of(name.programs().stream()
                                .map(BoundProgram::program)
                                .toList()),
                        Text.of(name.processes()),
                        Text.of(name.ipcps()),
                        Text.of(name.registered()),
                        name.origin().label(),
                        name.waiting().orElse(Text.NOTHING));
            }
            return table;
        });
    }

    private static Shown processes(Irm irm) {
        return Listing.of(irm.processes(), processes -> {
            Table table = new Table(right("id"), left("program"), right("flows"), right("limit"), left("names"));
            for (ProcessInfo process : processes) {
                table.row(
                        process.id(),
                        process.program(),
                        process.flows(),
                        process.limit() == Integer.MAX_VALUE ? Text.NOTHING : process.limit(),
                        Text.of(process.names()));
            }
            return table;
        });
    }

    private static Shown flows(Irm irm) {
        return Listing.of(irm.flows(), Commands::flowTable);
    }

    static Table flowTable(List<FlowInfo> flows) {
        Table table = new Table(
                right("id"),
                named("name"),
                left("side"),
                left("owner"),
                left("ipcp"),
                left("qos"),
                left("state"),
                left("policies"),
                left("agreed"),
                right("sent"),
                right("bytes"),
                right("received"),
                right("bytes"),
                right("dropped"));
        flows.forEach(flow -> table.row(cells(flow)));
        return table;
    }

    private static Object[] cells(FlowInfo flow) {
        FlowInfo.Counters counters = flow.counters();
        return new Object[] {
            flow.id(),
            flow.name(),
            Text.of(flow.side()),
            flow.owner(),
            flow.ipcp().orElse("direct"),
            flow.qos().label(),
            Text.of(flow.state()),
            Text.of(flow.policies()),
            Text.of(flow.agreement()),
            counters.sentPackets(),
            counters.sentBytes(),
            counters.receivedPackets(),
            counters.receivedBytes(),
            counters.dropped()
        };
    }

    private static Shown counters(Irm irm) {
        return Listing.of(irm.counters(), counters -> {
            Table table = new Table(left("component"), left("counter"), right("value"));
            counters.forEach(counter -> table.row(counter.component(), counter.name(), counter.value()));
            return table;
        });
    }

    private static Shown loops(Irm irm) {
        return Listing.of(irm.loops(), loops -> {
            Table table = new Table(
                    left("loop"),
                    right("tasks"),
                    right("failed"),
                    right("longest task (us)"),
                    right("timers"),
                    left("held up by"));
            loops.forEach(loop -> table.row(
                    loop.name(),
                    loop.tasks(),
                    loop.failedTasks(),
                    TimeUnit.NANOSECONDS.toMicros(loop.longestTaskNs()),
                    loop.armedTimers(),
                    loop.heldUp().orElse("-")));
            return table;
        });
    }

    private static Shown policies(Irm irm) {
        return new Policies(
                Listing.of(irm.policies(), Commands::policyTable), Listing.of(irm.slots(), Commands::slotTable));
    }

    private static Table policyTable(List<PolicyInfo> policies) {
        Table table = new Table(left("kind"), left("name"), left("bundle"), left("version"));
        policies.forEach(policy -> table.row(policy.kind(), policy.name(), policy.bundle(), policy.version()));
        return table;
    }

    private static Table slotTable(List<SlotInfo> slots) {
        Table table = new Table(
                left("slot"), left("kind"), left("wanted"), left("in use"), right("generation"), left("latest"));
        slots.forEach(slot ->
                table.row(slot.slot(), slot.kind(), slot.wanted(), slot.inUse(), slot.generation(), slot.latest()));
        return table;
    }
}
