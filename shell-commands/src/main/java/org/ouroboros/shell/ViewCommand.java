// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.shell;

import static org.ouroboros.shell.Table.Column.left;
import static org.ouroboros.shell.Table.Column.named;
import static org.ouroboros.shell.Table.Column.right;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.ouroboros.api.irm.IpcpInfo;
import org.ouroboros.api.irm.IpcpState;
import org.ouroboros.api.irm.Irm;
import org.ouroboros.api.irm.LayerView;
import org.ouroboros.api.irm.LayerView.Adjacency;
import org.ouroboros.api.irm.LayerView.DirectoryItem;
import org.ouroboros.api.irm.LayerView.Link;
import org.ouroboros.api.irm.LayerView.Route;
import org.ouroboros.command.CommandFailed;
import org.ouroboros.command.Form;
import org.ouroboros.command.Form.Example;
import org.ouroboros.command.Given;
import org.ouroboros.command.Invocation;
import org.ouroboros.command.Manual;
import org.ouroboros.command.Need;
import org.ouroboros.command.Operand;
import org.ouroboros.command.ShellCommand;
import org.ouroboros.command.Subject;

/**
 * A command that shows what IPCPs know of their layers: one of them, or all members.
 *
 * @param <T> what there is to know
 */
final class ViewCommand<T> implements ShellCommand {
    private static final String IPCP = "IPCP";

    /**
     * Something that an IPCP knows.
     *
     * @param ipcp name of the IPCP
     * @param address its own address; empty where members have none
     * @param entry what it knows
     * @param <T> what there is to know
     */
    record Known<T>(String ipcp, Optional<String> address, T entry) {}

    private final Form form;
    private final String shown;
    private final Supplier<Irm> irm;
    private final Function<LayerView, List<T>> part;
    private final Function<List<Known<T>>, Table> table;

    private ViewCommand(
            String name,
            String summary,
            String shown,
            Supplier<Irm> irm,
            Function<LayerView, List<T>> part,
            Function<List<Known<T>>, Table> table) {
        this.shown = shown;
        this.form = new Form(
                name,
                summary,
                List.of(new Operand(IPCP, Subject.IPCP, Need.OPTIONAL, "the IPCP; all members of layers unless given")),
                List.of(),
                List.of(
                        new Example(name, "prints a table"),
                        new Example(name + " a --json", "what the IPCP a knows, for programs")));
        this.irm = irm;
        this.part = part;
        this.table = table;
    }

    static List<ShellCommand> all(Supplier<Irm> irm) {
        return List.of(
                new ViewCommand<>(
                        "adjacencies",
                        "lists the connections of IPCPs to their neighbours",
                        "neighbours",
                        irm,
                        LayerView::adjacencies,
                        ViewCommand::adjacencies),
                new ViewCommand<>(
                        "lsdb",
                        "lists the links of layers, as members announce them",
                        "links",
                        irm,
                        LayerView::links,
                        ViewCommand::links),
                new ViewCommand<>(
                        "routes",
                        "lists where IPCPs send what is for whom",
                        "routes",
                        irm,
                        LayerView::routes,
                        ViewCommand::routes),
                new ViewCommand<>(
                        "dht",
                        "lists what the directories of layers keep: names and members",
                        "directory",
                        irm,
                        LayerView::directory,
                        ViewCommand::directory));
    }

    @Override
    public Manual manual() {
        return Manual.of(form);
    }

    @Override
    public Listing<Known<T>> run(Invocation invocation) {
        Optional<String> one = Given.parse(form, invocation.words()).text(IPCP);
        Irm present = irm.get();
        one.filter(ipcp -> present.layerView(ipcp).address().isEmpty()).ifPresent(ipcp -> {
            throw CommandFailed.choose("IPCP '" + ipcp + "' is of a type that has no " + shown, withAddress(present));
        });
        List<Known<T>> known = one.map(List::of).orElseGet(() -> operational(present)).stream()
                .flatMap(ipcp -> known(present, ipcp).stream())
                .toList();
        return Listing.of(known, table);
    }

    private static List<String> operational(Irm irm) {
        return irm.ipcps().stream()
                .filter(ipcp -> ipcp.state() == IpcpState.OPERATIONAL)
                .map(IpcpInfo::name)
                .toList();
    }

    /** {@return the members that know something of their layers} */
    private static List<String> withAddress(Irm irm) {
        return operational(irm).stream()
                .filter(ipcp -> irm.layerView(ipcp).address().isPresent())
                .toList();
    }

    private List<Known<T>> known(Irm present, String ipcp) {
        LayerView view = present.layerView(ipcp);
        return part.apply(view).stream()
                .map(entry -> new Known<>(ipcp, view.address(), entry))
                .toList();
    }

    private static Table adjacencies(List<Known<Adjacency>> known) {
        Table table = new Table(
                named("ipcp"),
                left("own address"),
                named("neighbour"),
                left("address"),
                left("component"),
                left("state"),
                right("waiting"));
        known.forEach(each -> table.row(
                each.ipcp(),
                each.address().orElse(Text.NOTHING),
                each.entry().neighbour().orElse(Text.NOTHING),
                each.entry().address(),
                Text.of(each.entry().component()),
                each.entry().up() ? "up" : "down",
                each.entry().waiting()));
        return table;
    }

    private static Table links(List<Known<Link>> known) {
        Table table =
                new Table(named("ipcp"), left("from"), left("to"), right("sequence"), right("age (s)"), left("usable"));
        known.forEach(each -> table.row(
                each.ipcp(),
                each.entry().from(),
                each.entry().to(),
                Long.toUnsignedString(each.entry().sequence()),
                seconds(each.entry().age()),
                each.entry().usable() ? "yes" : "no"));
        return table;
    }

    private static Table routes(List<Known<Route>> known) {
        Table table = new Table(named("ipcp"), left("destination"), left("next hops"));
        known.forEach(each -> table.row(
                each.ipcp(), each.entry().destination(), Text.of(each.entry().nextHops())));
        return table;
    }

    private static Table directory(List<Known<DirectoryItem>> known) {
        Table table = new Table(named("ipcp"), left("kind"), left("key"), left("address"), right("remaining (s)"));
        known.forEach(each -> table.row(
                each.ipcp(),
                each.entry().kind(),
                each.entry().key(),
                each.entry().address(),
                each.entry().remaining().map(ViewCommand::seconds).orElse(Text.NOTHING)));
        return table;
    }

    private static String seconds(Duration time) {
        return String.format(Locale.ROOT, "%.1f", time.toMillis() / (double) TimeUnit.SECONDS.toMillis(1));
    }
}
