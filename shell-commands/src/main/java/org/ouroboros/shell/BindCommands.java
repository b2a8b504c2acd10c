// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.shell;

import static org.ouroboros.command.Option.flag;
import static org.ouroboros.shell.Grammar.example;
import static org.ouroboros.shell.Grammar.form;
import static org.ouroboros.shell.Grammar.operand;
import static org.ouroboros.shell.Grammar.optional;
import static org.ouroboros.shell.Grammar.required;

import java.util.List;
import java.util.function.Predicate;
import org.ouroboros.api.irm.Irm;
import org.ouroboros.api.irm.IrmException;
import org.ouroboros.api.irm.IrmException.Problem;
import org.ouroboros.api.irm.NameInfo;
import org.ouroboros.api.irm.ProgramBinding;
import org.ouroboros.command.CommandFailed;
import org.ouroboros.command.Option;
import org.ouroboros.command.Subject;

/** The commands {@code irm bind} and {@code irm unbind}. */
final class BindCommands {
    private static final Option NAME = required("name", "NAME", Subject.NAME, "the name; created if it is unknown");
    private static final Option FROM =
            optional("name", "NAME", Subject.NAME, "the name; all names it is bound to, unless given");

    static final Group BIND = new Group(
            "bind",
            Verb.foresight(
                    form(
                            "irm bind program",
                            "binds a name to the bundle with that symbolic name, so that its processes are offered the"
                                    + " flows of the name",
                            operand("BUNDLE", Subject.PROGRAM, "symbolic name of a bundle"),
                            NAME,
                            flag("auto", "starts the bundle when a flow asks for the name and nobody accepts"),
                            Grammar.TRANSIENT,
                            Grammar.ARGUMENTS,
                            example(
                                    "irm bind program org.ouroboros.app.oping.server name ping auto",
                                    "the ping server is started by the first ping")),
                    BindCommands::bindProgram),
            Verb.change(
                    form(
                            "irm bind process",
                            "binds a name to a process, as long as that lives",
                            operand("PID", Subject.PROCESS, "number of a process; ouroboros:processes lists them"),
                            NAME,
                            example("irm bind process 42 name ping", "process 42 is offered the flows of ping")),
                    (arguments, irm) -> irm.bindProcess(process(arguments), arguments.value("name"))),
            Verb.change(
                    form(
                            "irm bind ipcp",
                            "binds a name to an IPCP, which then takes flows of the name from its neighbours",
                            operand("IPCP", Subject.IPCP, "name of an IPCP"),
                            NAME,
                            Grammar.TRANSIENT,
                            example("irm bind ipcp a name net", "neighbours reach the IPCP a through the name net")),
                    (arguments, irm) -> irm.bindIpcp(arguments.value("IPCP"), arguments.value("name"))));

    static final Group UNBIND = new Group(
            "unbind",
            Verb.change(
                    form(
                            "irm unbind program",
                            "unbinds a bundle",
                            operand("BUNDLE", Subject.PROGRAM, "symbolic name of a bundle"),
                            FROM,
                            Grammar.TRANSIENT,
                            example(
                                    "irm unbind program org.ouroboros.app.oping.server name ping",
                                    "the ping server gets no further flows of ping")),
                    BindCommands::unbindProgram),
            Verb.change(
                    form(
                            "irm unbind process",
                            "unbinds a process",
                            operand("PID", Subject.PROCESS, "number of a process; ouroboros:processes lists them"),
                            FROM,
                            example("irm unbind process 42", "process 42 gets no further flows")),
                    BindCommands::unbindProcess),
            Verb.change(
                    form(
                            "irm unbind ipcp",
                            "unbinds an IPCP",
                            operand("IPCP", Subject.IPCP, "name of an IPCP"),
                            FROM,
                            Grammar.TRANSIENT,
                            example("irm unbind ipcp a name net", "the name net no longer leads to the IPCP a")),
                    BindCommands::unbindIpcp));

    private BindCommands() {}

    private static void bindProgram(Arguments arguments, Irm irm) {
        irm.bindProgram(new ProgramBinding(
                arguments.value("BUNDLE"), arguments.value("name"), arguments.has("auto"), arguments.values("--")));
    }

    private static void unbindProgram(Arguments arguments, Irm irm) {
        String program = arguments.value("BUNDLE");
        Predicate<NameInfo> bound = name ->
                name.programs().stream().anyMatch(binding -> binding.program().equals(program));
        names(arguments, irm, bound, "program '" + program + "'").forEach(name -> irm.unbindProgram(program, name));
    }

    private static void unbindIpcp(Arguments arguments, Irm irm) {
        String ipcp = arguments.value("IPCP");
        Predicate<NameInfo> bound = name -> name.ipcps().contains(ipcp);
        names(arguments, irm, bound, "IPCP '" + ipcp + "'").forEach(name -> irm.unbindIpcp(ipcp, name));
    }

    private static void unbindProcess(Arguments arguments, Irm irm) {
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
