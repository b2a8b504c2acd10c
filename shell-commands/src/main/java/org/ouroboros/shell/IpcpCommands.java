// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.shell;

import static org.ouroboros.command.Option.flag;
import static org.ouroboros.shell.Grammar.example;
import static org.ouroboros.shell.Grammar.form;
import static org.ouroboros.shell.Grammar.optional;
import static org.ouroboros.shell.Grammar.required;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.ouroboros.api.QosSpec;
import org.ouroboros.api.irm.IpcpInfo;
import org.ouroboros.api.irm.Irm;
import org.ouroboros.api.irm.LayerComponent;
import org.ouroboros.api.irm.LayerSpec;
import org.ouroboros.command.CommandFailed;
import org.ouroboros.command.Option;
import org.ouroboros.command.Subject;
import org.ouroboros.shell.Table.Column;

/** The commands {@code irm ipcp}. */
final class IpcpCommands {
    private static final Option IPCP = required("name", "IPCP", Subject.IPCP, "name of the IPCP, 1 to 255 bytes");
    private static final Option NEW_TYPE = optional(
            "type", "TYPE", Subject.TYPE, "type of the IPCP, which is created with it if there is none of that name");
    private static final Option AUTOBIND = flag("autobind", "binds the IPCP to its own name and to the layer's");
    private static final Option NEIGHBOUR =
            required("dst", "NEIGHBOUR", Subject.MEMBER, "a name that reaches the neighbour");
    private static final Option COMPONENT =
            optional("component", "dt|mgmt|'*'", Subject.ANYTHING, "which component; both unless given");

    static final Group GROUP = new Group(
            "ipcp",
            Verb.change(
                    form(
                            "irm ipcp create",
                            "creates an IPCP that is not yet member of a layer",
                            required("name", "IPCP", Subject.ANYTHING, "its name, 1 to 255 bytes"),
                            required("type", "TYPE", Subject.TYPE, "its type; ouroboros:types lists them"),
                            Grammar.TRANSIENT,
                            example("irm ipcp create name a type local", "creates the IPCP a")),
                    IpcpCommands::create),
            Verb.change(
                    form(
                            "irm ipcp destroy",
                            "destroys an IPCP with its flows and registrations; a name that is bound in this system"
                                    + " stays reachable within it",
                            IPCP,
                            Grammar.TRANSIENT,
                            example("irm ipcp destroy name a", "the flows of a go down")),
                    IpcpCommands::destroy),
            Verb.change(
                    form(
                            "irm ipcp bootstrap",
                            "makes an IPCP the first member of a layer; a '*' in its name stands for any text",
                            IPCP,
                            required("layer", "LAYER", Subject.ANYTHING, "name of the new layer, 1 to 255 bytes"),
                            NEW_TYPE,
                            Grammar.TYPE_OPTION,
                            AUTOBIND,
                            Grammar.TRANSIENT,
                            example(
                                    "irm ipcp bootstrap name a layer home type local",
                                    "creates the IPCP a, first member of the layer home")),
                    IpcpCommands::bootstrap),
            Verb.change(
                    form(
                            "irm ipcp enroll",
                            "has an IPCP join a layer through a member of it",
                            IPCP,
                            optional("layer", "LAYER", Subject.ANYTHING, "the layer that it must turn out to be"),
                            optional("dst", "NAME", Subject.MEMBER, "a name that reaches a member; LAYER unless given"),
                            NEW_TYPE,
                            AUTOBIND,
                            Grammar.TRANSIENT,
                            example(
                                    "irm ipcp enroll name b layer net type unicast",
                                    "creates the IPCP b and joins the layer net")),
                    IpcpCommands::enroll),
            Verb.change(
                    form(
                            "irm ipcp connect",
                            "connects an IPCP to a neighbour: management (QoS raw), then data transfer",
                            IPCP,
                            NEIGHBOUR,
                            COMPONENT,
                            optional(
                                    "qos",
                                    "QOS",
                                    Subject.QOS,
                                    "QoS of data transfer: " + String.join(", ", QosSpec.presets())
                                            + "; raw unless given"),
                            Grammar.TRANSIENT,
                            example("irm ipcp connect name a dst b", "a and b become neighbours")),
                    IpcpCommands::connect),
            Verb.change(
                    form(
                            "irm ipcp disconnect",
                            "takes back connect: data transfer, then management",
                            IPCP,
                            NEIGHBOUR,
                            COMPONENT,
                            Grammar.TRANSIENT,
                            example("irm ipcp disconnect name a dst b", "a and b are no longer neighbours")),
                    IpcpCommands::disconnect),
            Verb.query(
                    form(
                            "irm ipcp list",
                            "lists the IPCPs",
                            optional("name", "IPCP", Subject.IPCP, "only those; '*' in it stands for any text"),
                            optional("type", "TYPE", Subject.TYPE, "only those of the type"),
                            example("irm ipcp list type local", "prints the IPCPs of type local")),
                    IpcpCommands::list),
            PeerCommands.GROUP);

    private static final Set<String> AUTOBIND_TYPES = Set.of("unicast", "broadcast");

    private static final List<Map.Entry<String, Set<LayerComponent>>> COMPONENTS = List.of(
            Map.entry("dt", Set.of(LayerComponent.DATA_TRANSFER)),
            Map.entry("mgmt", Set.of(LayerComponent.MANAGEMENT)),
            Map.entry("*", Set.of(LayerComponent.values())));

    private IpcpCommands() {}

    private static void create(Arguments arguments, Irm irm) {
        irm.createIpcp(arguments.value("name"), InstalledTypes.of(irm).expand(arguments.value("type")));
    }

    private static void destroy(Arguments arguments, Irm irm) {
        irm.destroyIpcp(arguments.value("name"));
    }

    private static void bootstrap(Arguments arguments, Irm irm) {
        Wildcard name = new Wildcard(arguments.value("name"));
        InstalledTypes types = InstalledTypes.of(irm);
        Optional<String> type = arguments.optional("type").map(types::expand);
        Map<String, LayerSpec> layers = new LinkedHashMap<>();
        irm.ipcps().stream()
                .filter(ipcp -> name.matches(ipcp.name()))
                .filter(ipcp -> type.isEmpty() || type.get().equals(ipcp.type()))
                .forEach(ipcp -> layers.put(ipcp.name(), layer(arguments, types, ipcp.type())));
        if (layers.isEmpty()) {
            String newType = type.filter(_ -> name.plain()).orElseThrow(() -> noIpcp(name.pattern()));
            layers.put(name.pattern(), layer(arguments, types, newType));
        }
        layers.forEach((ipcp, layer) -> irm.bootstrap(ipcp, type, layer, arguments.has(AUTOBIND)));
    }

    private static LayerSpec layer(Arguments arguments, InstalledTypes types, String type) {
        checkAutobind(arguments, type);
        return new LayerSpec(arguments.value("layer"), types.options(type, arguments.typeOptions()));
    }

    private static void enroll(Arguments arguments, Irm irm) {
        String name = arguments.value("name");
        Optional<String> layer = arguments.optional("layer");
        String destination = arguments
                .optional("dst")
                .or(() -> layer)
                .orElseThrow(() -> arguments.wrong("'layer' and 'dst' are missing, one of which is needed"));
        Optional<IpcpInfo> known =
                irm.ipcps().stream().filter(ipcp -> ipcp.name().equals(name)).findFirst();
        String type = known.map(IpcpInfo::type)
                .or(() -> arguments.optional("type").map(InstalledTypes.of(irm)::expand))
                .orElseThrow(() -> noIpcp(name));
        checkAutobind(arguments, type);
        irm.enrol(name, Optional.of(type), destination, layer, arguments.has(AUTOBIND));
    }

    private static void connect(Arguments arguments, Irm irm) {
        String qos = arguments.optional("qos").orElse("raw");
        QosSpec spec = new Abbreviation(qos)
                .of(QosSpec.presets())
                .map(QosSpec::preset)
                .orElseThrow(() -> CommandFailed.choose("unknown QoS '" + qos + "'", QosSpec.presets()));
        irm.connect(arguments.value("name"), arguments.value("dst"), components(arguments), spec);
    }

    private static void disconnect(Arguments arguments, Irm irm) {
        irm.disconnect(arguments.value("name"), arguments.value("dst"), components(arguments));
    }

    private static Listing<IpcpInfo> list(Arguments arguments, Irm irm) {
        List<IpcpInfo> ipcps = irm.ipcps();
        if (ipcps.isEmpty()) {
            return new Listing<>(ipcps, _ -> "No IPCPs in system.\n\n");
        }
        Optional<Wildcard> name = arguments.optional("name").map(Wildcard::new);
        Optional<String> type = arguments.optional("type").map(InstalledTypes.of(irm)::expand);
        List<IpcpInfo> wanted = ipcps.stream()
                .filter(ipcp -> name.isEmpty() || name.get().matches(ipcp.name()))
                .filter(ipcp -> type.isEmpty() || type.get().equals(ipcp.type()))
                .toList();
        return new Listing<>(wanted, IpcpCommands::table);
    }

    private static String table(List<IpcpInfo> ipcps) {
        Table table = new Table(
                Column.right("pid", 7), Column.named("name", 20), Column.right("type", 10), Column.named("layer", 20));
        ipcps.forEach(ipcp ->
                table.row(ipcp.id(), ipcp.name(), ipcp.type(), ipcp.layer().orElse("Not enrolled.")));
        return table.framed() + "\n";
    }

    private static Set<LayerComponent> components(Arguments arguments) {
        String component = arguments.optional("component").orElse("*");
        return new Abbreviation(component)
                .of(COMPONENTS, Map.Entry::getKey)
                .map(Map.Entry::getValue)
                .orElseThrow(() -> CommandFailed.choose(
                        "unknown component '" + component + "'",
                        COMPONENTS.stream().map(Map.Entry::getKey).toList()));
    }

    private static void checkAutobind(Arguments arguments, String type) {
        if (arguments.has(AUTOBIND) && !AUTOBIND_TYPES.contains(type)) {
            throw new CommandFailed("autobind is for types unicast and broadcast, not for " + type);
        }
    }

    private static CommandFailed noIpcp(String name) {
        return new CommandFailed("no IPCP matches '" + name + "'; a name without '*' and with type TYPE creates it");
    }
}
