// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.shell;

import static org.ouroboros.shell.Grammar.example;
import static org.ouroboros.shell.Grammar.form;
import static org.ouroboros.shell.Grammar.operand;
import static org.ouroboros.shell.Table.Column.left;
import static org.ouroboros.shell.Table.Column.named;
import static org.ouroboros.shell.Table.Column.right;

import java.util.List;
import java.util.OptionalInt;
import org.ouroboros.api.irm.Irm;
import org.ouroboros.api.irm.PeerInfo;
import org.ouroboros.command.Operand;
import org.ouroboros.command.Subject;

/** The commands {@code irm ipcp peer}. */
final class PeerCommands {
    private static final Operand ADDRESS = operand(
            "ADDRESS[:PORT]",
            Subject.ANYTHING,
            "a literal address, an IPv6 one with a port in brackets, and so in quotes: '[::1]:3435'; the port is the"
                    + " IPCP's own unless given");

    static final Group GROUP = new Group(
            "peer",
            Verb.change(
                    form(
                            "irm ipcp peer add",
                            "says where a name is found, for layers that cannot look it up, such as those over UDP",
                            operand("NAME", Subject.ANYTHING, "the name; what was said of it before is forgotten"),
                            ADDRESS,
                            Grammar.TRANSIENT,
                            example(
                                    "irm ipcp peer add net 192.0.2.1:3435",
                                    "net is asked for at 192.0.2.1, port 3435")),
                    PeerCommands::add),
            Verb.change(
                    form(
                            "irm ipcp peer remove",
                            "takes back add",
                            operand("NAME", Subject.PEER, "the name"),
                            Grammar.TRANSIENT,
                            example("irm ipcp peer remove net", "net is looked up as other names are")),
                    PeerCommands::remove),
            Verb.query(
                    form(
                            "irm ipcp peer list",
                            "lists where names are said to be found",
                            example("irm ipcp peer list", "prints a table")),
                    PeerCommands::list));

    private PeerCommands() {}

    private static void add(Arguments arguments, Irm irm) {
        String text = arguments.value(ADDRESS.label());
        boolean bracketed = text.startsWith("[") && text.indexOf(']') > 0;
        int colon = bracketed ? text.indexOf(']') + 1 : text.indexOf(':');
        boolean whole = bracketed ? colon == text.length() : colon < 0 || text.indexOf(':', colon + 1) >= 0;
        String before = whole ? text : text.substring(0, colon);
        String address = bracketed ? text.substring(1, text.indexOf(']')) : before;
        OptionalInt port = whole ? OptionalInt.empty() : OptionalInt.of(port(arguments, text, colon));
        irm.addPeer(arguments.value("NAME"), address, port);
    }

    private static int port(Arguments arguments, String text, int colon) {
        try {
            if (text.charAt(colon) == ':') {
                return Integer.parseInt(text.substring(colon + 1));
            }
        } catch (NumberFormatException noNumber) {
            // told below, as text without a colon is
        }
        throw arguments.wrong("'" + text.substring(colon) + "' behind the address is not a colon and a port");
    }

    private static void remove(Arguments arguments, Irm irm) {
        irm.removePeer(arguments.value("NAME"));
    }

    private static Listing<PeerInfo> list(Arguments arguments, Irm irm) {
        return Listing.of(irm.peers(), PeerCommands::table);
    }

    private static Table table(List<PeerInfo> peers) {
        Table table = new Table(named("name"), left("address"), right("port"), left("origin"));
        peers.forEach(peer -> table.row(
                peer.name(),
                peer.address(),
                peer.port().map(String::valueOf).orElse(Text.NOTHING),
                peer.origin().label()));
        return table;
    }
}
