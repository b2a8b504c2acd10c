// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.shell;

import static org.ouroboros.shell.Syntax.optional;
import static org.ouroboros.shell.Syntax.positional;
import static org.ouroboros.shell.Syntax.repeated;

import java.io.PrintStream;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.ouroboros.api.irm.IpcpInfo;
import org.ouroboros.api.irm.Irm;
import org.ouroboros.api.irm.NameInfo;
import org.ouroboros.api.irm.NameSpec;
import org.ouroboros.api.irm.NameSpec.SecurityFile;
import org.ouroboros.api.irm.PolicyInfo;
import org.ouroboros.shell.Syntax.Parameter;
import org.ouroboros.shell.Table.Column;

/** The commands {@code irm name}. */
final class NameCommands {
    static final Group GROUP = new Group(
            "name",
            List.of(
                    new Verb(
                            "create",
                            new Syntax(createParameters()),
                            "creates a name; POLICY balances its flows, round-robin unless given",
                            NameCommands::create),
                    new Verb(
                            "destroy",
                            Syntax.of(positional("NAME")),
                            "destroys a name with its bindings and registrations",
                            (arguments, irm, _) -> irm.destroyName(arguments.value("NAME"))),
                    new Verb(
                            "register",
                            Syntax.of(positional("NAME"), repeated("ipcp", "IPCP"), repeated("layer", "LAYER")),
                            "makes a name reachable through IPCPs and layers, in which '*' stands for any text;"
                                    + " creates it if it is unknown",
                            NameCommands::register),
                    new Verb(
                            "unregister",
                            Syntax.of(positional("NAME"), repeated("ipcp", "IPCP"), repeated("layer", "LAYER")),
                            "takes back register",
                            NameCommands::unregister),
                    new Verb(
                            "list",
                            Syntax.of(optional("list", "TEXT")),
                            "lists the names, only those that TEXT starts with if it is given",
                            NameCommands::list),
                    new Verb(
                            "balance",
                            Syntax.of(positional("NAME"), positional("POLICY")),
                            "has another policy balance the flows of a name; ouroboros:policies lists them",
                            NameCommands::balance)));

    private static final List<String> PROTOTYPE_POLICIES = List.of(NameSpec.ROUND_ROBIN, NameSpec.SPILLOVER);

    private NameCommands() {}

    private static List<Parameter> createParameters() {
        Stream<Parameter> files = Arrays.stream(SecurityFile.values()).map(file -> optional(file.keyword(), "PATH"));
        return Stream.concat(Stream.of(positional("NAME"), optional("lb", "POLICY")), files)
                .toList();
    }

    private static void create(Arguments arguments, Irm irm, PrintStream out) {
        String policy = arguments.optional("lb").map(word -> policy(irm, word)).orElse(NameSpec.ROUND_ROBIN);
        Map<SecurityFile, Path> files = new EnumMap<>(SecurityFile.class);
        for (SecurityFile file : SecurityFile.values()) {
            arguments.optional(file.keyword()).ifPresent(path -> files.put(file, path(path, arguments)));
        }
        irm.createName(new NameSpec(arguments.value("NAME"), policy, files));
    }

    private static Path path(String path, Arguments arguments) {
        try {
            return Path.of(path);
        } catch (InvalidPathException e) {
            throw arguments.wrong("'" + path + "' is not a path");
        }
    }

    private static void balance(Arguments arguments, Irm irm, PrintStream out) {
        irm.balance(arguments.value("NAME"), policy(irm, arguments.value("POLICY")));
    }

    /** The installed policy that a word stands for, else the word: its policy may be installed later. */
    private static String policy(Irm irm, String word) {
        List<String> installed = irm.policies().stream()
                .filter(policy -> policy.kind().equals("balancing"))
                .map(PolicyInfo::name)
                .sorted(Abbreviation.order(PROTOTYPE_POLICIES))
                .toList();
        return new Abbreviation(word).of(installed).orElse(word);
    }

    private static void register(Arguments arguments, Irm irm, PrintStream out) {
        String name = arguments.value("NAME");
        List<IpcpInfo> members =
                irm.ipcps().stream().filter(ipcp -> ipcp.layer().isPresent()).toList();
        irm.register(name, ipcps(arguments, members));
    }

    private static void unregister(Arguments arguments, Irm irm, PrintStream out) {
        String name = arguments.value("NAME");
        List<IpcpInfo> registered = irm.ipcps().stream()
                .filter(ipcp -> ipcp.registered().contains(name))
                .toList();
        irm.unregister(name, ipcps(arguments, registered));
    }

    /** The IPCPs that are meant. One that is named in full is left to the IRM, which can say what is wrong with it. */
    private static Set<String> ipcps(Arguments arguments, List<IpcpInfo> candidates) {
        Set<String> ipcps = new LinkedHashSet<>();
        for (String ipcp : arguments.values("ipcp")) {
            Wildcard name = new Wildcard(ipcp);
            ipcps.addAll(
                    name.plain()
                            ? List.of(ipcp)
                            : matching(candidates, "IPCP", name, info -> Optional.of(info.name())));
        }
        for (String layer : arguments.values("layer")) {
            ipcps.addAll(matching(candidates, "layer", new Wildcard(layer), IpcpInfo::layer));
        }
        if (ipcps.isEmpty()) {
            throw arguments.wrong("'ipcp' and 'layer' are missing, one of which is needed");
        }
        return ipcps;
    }

    private static List<String> matching(
            List<IpcpInfo> candidates, String what, Wildcard wanted, Function<IpcpInfo, Optional<String>> property) {
        List<String> matching = candidates.stream()
                .filter(ipcp -> property.apply(ipcp).filter(wanted::matches).isPresent())
                .map(IpcpInfo::name)
                .toList();
        if (matching.isEmpty()) {
            throw CommandFailed.choose(
                    "no suitable " + what + " '" + wanted.pattern() + "'",
                    candidates.stream()
                            .flatMap(ipcp -> property.apply(ipcp).stream())
                            .distinct()
                            .toList());
        }
        return matching;
    }

    private static void list(Arguments arguments, Irm irm, PrintStream out) {
        List<NameInfo> names = irm.names();
        if (names.isEmpty()) {
            out.println("No names in system.");
            out.println();
            return;
        }
        Table table = new Table(Column.right("name", 50), Column.right("load-balance policy", 20));
        names.stream()
                .filter(name -> arguments
                        .optional("list")
                        .map(text -> text.startsWith(name.name()))
                        .orElse(true))
                .forEach(name -> table.row(name.name(), name.spec().balancing()));
        table.printFramed(out);
    }
}
