// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.shell;

import static org.ouroboros.shell.Syntax.flag;
import static org.ouroboros.shell.Syntax.optional;
import static org.ouroboros.shell.Syntax.positional;
import static org.ouroboros.shell.Syntax.required;
import static org.ouroboros.shell.Syntax.rest;

import java.io.PrintStream;
import java.util.List;
import java.util.function.Predicate;
import org.ouroboros.api.irm.Irm;
import org.ouroboros.api.irm.IrmException;
import org.ouroboros.api.irm.IrmException.Problem;
import org.ouroboros.api.irm.NameInfo;
import org.ouroboros.api.irm.ProgramBinding;

/** The commands {@code irm bind} and {@code irm unbind}. */
final class BindCommands {
    static final Group BIND = new Group(
            "bind",
            List.of(
                    new Verb(
                            "program",
                            Syntax.of(
                                    positional("BUNDLE"),
                                    required("name", "NAME"),
                                    flag("auto"),
                                    rest("--", "ARGUMENT")),
                            "binds a name to the bundle with that symbolic name; auto starts it, with the arguments,"
                                    + " when a flow asks for the name and nobody accepts",
                            BindCommands::bindProgram),
                    new Verb(
                            "process",
                            Syntax.of(positional("PID"), required("name", "NAME")),
                            "binds a name to a process; ouroboros:processes lists them",
                            (arguments, irm, _) -> irm.bindProcess(process(arguments), arguments.value("name"))),
                    new Verb(
                            "ipcp",
                            Syntax.of(positional("IPCP"), required("name", "NAME")),
                            "binds a name to an IPCP",
                            (arguments, irm, _) -> irm.bindIpcp(arguments.value("IPCP"), arguments.value("name")))));

    static final Group UNBIND = new Group(
            "unbind",
            List.of(
                    new Verb(
                            "program",
                            Syntax.of(positional("BUNDLE"), optional("name", "NAME")),
                            "unbinds a bundle from a name, from all its names if none is given",
                            BindCommands::unbindProgram),
                    new Verb(
                            "process",
                            Syntax.of(positional("PID"), optional("name", "NAME")),
                            "unbinds a process from a name, from all its names if none is given",
                            BindCommands::unbindProcess),
                    new Verb(
                            "ipcp",
                            Syntax.of(positional("IPCP"), optional("name", "NAME")),
                            "unbinds an IPCP from a name, from all its names if none is given",
                            BindCommands::unbindIpcp)));

    private BindCommands() {}

    private static void bindProgram(Arguments arguments, Irm irm, PrintStream out) {
        irm.bindProgram(new ProgramBinding(
                arguments.value("BUNDLE"), arguments.value("name"), arguments.has("auto"), arguments.values("--")));
    }

    private static void unbindProgram(Arguments arguments, Irm irm, PrintStream out) {
        String program = arguments.value("BUNDLE");
        Predicate<NameInfo> bound = name ->
                name.programs().stream().anyMatch(binding -> binding.program().equals(program));
        names(arguments, irm, bound, "program '" + program + "'").forEach(name -> irm.unbindProgram(program, name));
    }

    private static void unbindIpcp(Arguments arguments, Irm irm, PrintStream out) {
        String ipcp = arguments.value("IPCP");
        Predicate<NameInfo> bound = name -> name.ipcps().contains(ipcp);
        names(arguments, irm, bound, "IPCP '" + ipcp + "'").forEach(name -> irm.unbindIpcp(ipcp, name));
    }

    private static void unbindProcess(Arguments arguments, Irm irm, PrintStream out) {
        long process = process(arguments);
        Predicate<NameInfo> offered = name -> name.processes().contains(process);
        List<String> names = names(arguments, irm, offered, "process " + process);
        if (arguments.has("name")) {
            names.forEach(name -> irm.unbindProcess(process, name));
            return;
        }
        long ended = names.stream()
                .filter(name -> ownBindingEnded(irm, process, name))
                .count();
        if (ended == 0) {
            throw new CommandFailed("process " + process + " is bound through its program only; unbind the program");
        }
    }

    /** Unbinds a process from a name that it may also, or only, be offered because its program is bound. */
    private static boolean ownBindingEnded(Irm irm, long process, String name) {
        try {
            irm.unbindProcess(process, name);
            return true;
        } catch (IrmException e) {
            if (e.problem() == Problem.UNKNOWN) {
                return false;
            }
            throw e;
        }
    }

    /** The name that was given, else all names that are bound, of which there is at least one. */
    private static List<String> names(Arguments arguments, Irm irm, Predicate<NameInfo> bound, String subject) {
        if (arguments.has("name")) {
            return arguments.values("name");
        }
        List<String> names =
                irm.names().stream().filter(bound).map(NameInfo::name).toList();
        if (names.isEmpty()) {
            throw new CommandFailed(subject + " is bound to no name");
        }
        return names;
    }

    private static long process(Arguments arguments) {
        String pid = arguments.value("PID");
        try {
            return Long.parseLong(pid);
        } catch (NumberFormatException e) {
            throw arguments.wrong("'" + pid + "' is not the number of a process, see ouroboros:processes");
        }
    }
}
