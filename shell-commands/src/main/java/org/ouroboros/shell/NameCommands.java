// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.shell;

import static org.ouroboros.shell.Grammar.example;
import static org.ouroboros.shell.Grammar.form;
import static org.ouroboros.shell.Grammar.operand;
import static org.ouroboros.shell.Grammar.optional;
import static org.ouroboros.shell.Grammar.repeated;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
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
import org.ouroboros.command.CommandFailed;
import org.ouroboros.command.Form;
import org.ouroboros.command.Operand;
import org.ouroboros.command.Option;
import org.ouroboros.command.Subject;
import org.ouroboros.shell.Table.Column;

/** The commands {@code irm name}. */
final class NameCommands {
    private static final Operand NAME = operand("NAME", Subject.NAME, "the name, 1 to 255 bytes");
    private static final Option IPCP = repeated("ipcp", "IPCP", Subject.IPCP, "an IPCP; '*' in it stands for any text");
    private static final Option LAYER =
            repeated("layer", "LAYER", Subject.LAYER, "all IPCPs of a layer; '*' in it stands for any text");

    static final Group GROUP = new Group(
            "name",
            Verb.foresight(createForm(), NameCommands::create),
            Verb.change(
                    form(
                            "irm name destroy",
                            "destroys a name with its bindings and registrations; its flows stay",
                            NAME,
                            Grammar.TRANSIENT,
                            example("irm name destroy ping", "no further flow is allocated to ping")),
                    (arguments, irm) -> irm.destroyName(arguments.value("NAME"))),
            Verb.change(
                    form(
                            "irm name register",
                            "makes a name reachable in the layers of IPCPs; creates it if it is unknown",
                            NAME,
                            IPCP,
                            LAYER,
                            Grammar.TRANSIENT,
                            example("irm name register ping layer home", "members of the layer home reach ping")),
                    NameCommands::register),
            Verb.change(
                    form(
                            "irm name unregister",
                            "takes back register",
                            NAME,
                            IPCP,
                            LAYER,
                            Grammar.TRANSIENT,
                            example("irm name unregister ping layer home", "home no longer leads to ping")),
                    NameCommands::unregister),
            Verb.query(
                    form(
                            "irm name list",
                            "lists the names",
                            optional("list", "TEXT", Subject.NAME, "only the names that TEXT starts with"),
                            example("irm name list", "prints all names with their load-balancing policies")),
                    NameCommands::list),
            Verb.change(
                    form(
                            "irm name balance",
                            "has another policy balance the flows of a name, from the next flow on",
                            NAME,
                            operand("POLICY", Subject.BALANCING, "an installed load-balancing policy"),
                            Grammar.TRANSIENT,
                            example(
                                    "irm name balance ping round-robin",
                                    "processes take turns with the flows of ping")),
                    NameCommands::balance));

    private static final List<String> PROTOTYPE_POLICIES = List.of(NameSpec.ROUND_ROBIN, NameSpec.SPILLOVER);

    private NameCommands() {}

    private static Form createForm() {
        Stream<Object> files = Arrays.stream(SecurityFile.values())
                .map(file -> optional(
                        file.keyword(),
                        "PATH",
                        Subject.FILE,
                        file.name().toLowerCase(Locale.ROOT).replace('_', ' ') + " file"));
        Stream<Object> others = Stream.of(
                operand("NAME", Subject.ANYTHING, "the name, 1 to 255 bytes"),
                optional("lb", "POLICY", Subject.BALANCING, "balances its flows; round-robin unless given"),
                Grammar.TRANSIENT,
                example("irm name create web lb spillover", "the first process gets all flows of web that it takes"));
        return form(
                "irm name create",
                "creates a name",
                Stream.concat(others, files).toArray());
    }

    private static void create(Arguments arguments, Irm irm) {
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

    private static void balance(Arguments arguments, Irm irm) {
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

    private static void register(Arguments arguments, Irm irm) {
        String name = arguments.value("NAME");
        List<IpcpInfo> members =
                irm.ipcps().stream().filter(ipcp -> ipcp.layer().isPresent()).toList();
        irm.register(name, ipcps(arguments, members));
    }

    private static void unregister(Arguments arguments, Irm irm) {
        String name = arguments.value("NAME");
        List<String> names = irm.names().stream().map(NameInfo::name).toList();
        if (!names.contains(name)) {
            throw CommandFailed.choose("no name '" + name + "'", names);
        }
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

    private static Listing<NameInfo> list(Arguments arguments, Irm irm) {
        List<NameInfo> names = irm.names();
        if (names.isEmpty()) {
            return new Listing<>(names, _ -> "No names in system.\n\n");
        }
        List<NameInfo> wanted = names.stream()
                .filter(name -> arguments
                        .optional("list")
                        .map(text -> text.startsWith(name.name()))
                        .orElse(true))
                .toList();
        return new Listing<>(wanted, NameCommands::table);
    }

    private static String table(List<NameInfo> names) {
        Table table = new Table(Column.named("name", 50), Column.right("load-balance policy", 20));
        names.forEach(name -> table.row(name.name(), name.spec().balancing()));
        return table.framed();
    }
}
