// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.shell;

import static org.ouroboros.shell.Syntax.flag;
import static org.ouroboros.shell.Syntax.optional;
import static org.ouroboros.shell.Syntax.required;
import static org.ouroboros.shell.Syntax.typeOption;

import java.io.PrintStream;
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
import org.ouroboros.shell.Table.Column;

/** The commands {@code irm ipcp}. */
final class IpcpCommands {
    static final Group GROUP = new Group(
            "ipcp",
            List.of(
                    new Verb(
                            "create",
                            Syntax.of(required("name", "IPCP"), required("type", "TYPE")),
                            "creates an IPCP that is not yet member of a layer",
                            IpcpCommands::create),
                    new Verb(
                            "destroy",
                            Syntax.of(required("name", "IPCP")),
                            "destroys an IPCP with its flows and registrations",
                            IpcpCommands::destroy),
                    new Verb(
                            "bootstrap",
                            Syntax.of(
                                    required("name", "IPCP"),
                                    required("layer", "LAYER"),
                                    optional("type", "TYPE"),
                                    typeOption(),
                                    flag("autobind")),
                            "makes an IPCP the first member of a layer; creates it if TYPE is given and none matches."
                                    + " IPCP may contain '*'; autobind binds it to its name and to the layer's;"
                                    + " ouroboros:types lists the options",
                            IpcpCommands::bootstrap),
                    new Verb(
                            "enroll",
                            Syntax.of(
                                    required("name", "IPCP"),
                                    optional("layer", "LAYER"),
                                    optional("dst", "NAME"),
                                    optional("type", "TYPE"),
                                    flag("autobind")),
                            "has an IPCP join a layer through the member that NAME reaches, LAYER unless given;"
                                    + " creates it if TYPE is given and there is none",
                            IpcpCommands::enroll),
                    new Verb(
                            "connect",
                            Syntax.of(
                                    required("name", "IPCP"),
                                    required("dst", "NEIGHBOUR"),
                                    optional("component", "dt|mgmt|'*'"),
                                    optional("qos", "QOS")),
                            "connects management (QoS raw), then data transfer (QOS, raw unless given)",
                            IpcpCommands::connect),
                    new Verb(
                            "disconnect",
                            Syntax.of(
                                    required("name", "IPCP"),
                                    required("dst", "NEIGHBOUR"),
                                    optional("component", "dt|mgmt|'*'")),
                            "disconnects data transfer, then management",
                            IpcpCommands::disconnect),
                    new Verb(
                            "list",
                            Syntax.of(optional("name", "IPCP"), optional("type", "TYPE")),
                            "lists the IPCPs",
                            IpcpCommands::list)));

    private static final Set<String> AUTOBIND_TYPES = Set.of("unicast", "broadcast");

    private static final List<Map.Entry<String, Set<LayerComponent>>> COMPONENTS = List.of(
            Map.entry("dt", Set.of(LayerComponent.DATA_TRANSFER)),
            Map.entry("mgmt", Set.of(LayerComponent.MANAGEMENT)),
            Map.entry("*", Set.of(LayerComponent.values())));

    private static final List<String> QOS = List.of("raw", "best", "video", "voice", "data");

    private IpcpCommands() {}

    private static void create(Arguments arguments, Irm irm, PrintStream out) {
        irm.createIpcp(arguments.value("name"), InstalledTypes.of(irm).expand(arguments.value("type")));
    }

    private static void destroy(Arguments arguments, Irm irm, PrintStream out) {
        irm.destroyIpcp(arguments.value("name"));
    }

    private static void bootstrap(Arguments arguments, Irm irm, PrintStream out) {
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
        layers.forEach((ipcp, layer) -> irm.bootstrap(ipcp, type, layer, arguments.has("autobind")));
    }

    private static LayerSpec layer(Arguments arguments, InstalledTypes types, String type) {
        checkAutobind(arguments, type);
        return new LayerSpec(arguments.value("layer"), types.options(type, arguments.typeOptions()));
    }

    private static void enroll(Arguments arguments, Irm irm, PrintStream out) {
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
        irm.enrol(name, Optional.of(type), destination, layer, arguments.has("autobind"));
    }

    private static void connect(Arguments arguments, Irm irm, PrintStream out) {
        String qos = arguments.optional("qos").orElse("raw");
        QosSpec spec = new Abbreviation(qos)
                .of(QOS)
                .map(QosSpec::preset)
                .orElseThrow(() -> CommandFailed.choose("unknown QoS '" + qos + "'", QOS));
        irm.connect(arguments.value("name"), arguments.value("dst"), components(arguments), spec);
    }

    private static void disconnect(Arguments arguments, Irm irm, PrintStream out) {
        irm.disconnect(arguments.value("name"), arguments.value("dst"), components(arguments));
    }

    private static void list(Arguments arguments, Irm irm, PrintStream out) {
        List<IpcpInfo> ipcps = irm.ipcps();
        if (ipcps.isEmpty()) {
            out.println("No IPCPs in system.");
        } else {
            Table table = new Table(
                    Column.right("pid", 7),
                    Column.right("name", 20),
                    Column.right("type", 10),
                    Column.right("layer", 20));
            Optional<Wildcard> name = arguments.optional("name").map(Wildcard::new);
            Optional<String> type = arguments.optional("type").map(InstalledTypes.of(irm)::expand);
            ipcps.stream()
                    .filter(ipcp -> name.isEmpty() || name.get().matches(ipcp.name()))
                    .filter(ipcp -> type.isEmpty() || type.get().equals(ipcp.type()))
                    .forEach(ipcp -> table.row(
                            ipcp.id(), ipcp.name(), ipcp.type(), ipcp.layer().orElse("Not enrolled.")));
            table.printFramed(out);
        }
        out.println();
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
        if (arguments.has("autobind") && !AUTOBIND_TYPES.contains(type)) {
            throw new CommandFailed("autobind is for types unicast and broadcast, not for " + type);
        }
    }

    private static CommandFailed noIpcp(String name) {
        return new CommandFailed("no IPCP matches '" + name + "'; a name without '*' and with type TYPE creates it");
    }
}
