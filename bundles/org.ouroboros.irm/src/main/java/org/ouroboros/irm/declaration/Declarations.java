// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.irm.declaration;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.ouroboros.api.irm.LayerSpec;
import org.ouroboros.api.irm.NameSpec;
import org.ouroboros.api.irm.NameSpec.SecurityFile;
import org.ouroboros.api.irm.ProgramBinding;
import org.ouroboros.policy.ipcp.Peer;

/** How declarations are written as properties of configurations. What is written is read as an equal declaration. */
public final class Declarations {
    static final Set<String> IPCP_KEYS =
            Set.of("name", "type", "layer", "destination", "connections", "autobind", "order");
    static final Set<String> PEER_KEYS = Set.of("name", "address", "port");
    static final Set<String> BINDING_KEYS = Set.of("name", "program", "ipcp", "auto", "args");
    static final Set<String> NAME_KEYS = Stream.concat(
                    Stream.of("name", "balancing", "ipcps", "layers"),
                    Arrays.stream(SecurityFile.values()).map(SecurityFile::keyword))
            .collect(Collectors.toUnmodifiableSet());

    private Declarations() {}

    /**
     * Reads a declaration.
     *
     * @param kind what is declared
     * @param properties of the configuration; those of the platform may be among them
     * @return the declaration
     * @throws Malformed if a key is missing or unknown, or a value cannot be used
     */
    public static Declaration read(Kind kind, Map<String, ?> properties) throws Malformed {
        PropertyReader reader = new PropertyReader(properties);
        return switch (kind) {
            case PEER -> readPeer(reader);
            case IPCP -> readIpcp(reader);
            case NAME -> readName(reader);
            case BINDING -> readBinding(reader);
        };
    }

    /**
     * Writes a declaration.
     *
     * @param declaration what is wanted
     * @return properties, of types that configurations have
     */
    public static Map<String, Object> write(Declaration declaration) {
        Map<String, Object> properties = new TreeMap<>();
        switch (declaration) {
            case Declaration.OfPeer(Peer peer) -> {
                properties.put("name", peer.name());
                properties.put("address", peer.address());
                peer.port().ifPresent(port -> properties.put("port", port));
            }
            case Declaration.OfIpcp ipcp -> write(ipcp, properties);
            case Declaration.OfName name -> write(name, properties);
            case Declaration.OfProgram(ProgramBinding binding) -> {
                properties.put("name", binding.name());
                properties.put("program", binding.program());
                properties.put("auto", binding.auto());
                properties.put("args", binding.arguments().toArray(String[]::new));
            }
            case Declaration.OfBoundIpcp(String ipcp, String name) -> {
                properties.put("name", name);
                properties.put("ipcp", ipcp);
            }
        }
        return properties;
    }

    private static Declaration readPeer(PropertyReader reader) throws Malformed {
        reader.requireKnown(PEER_KEYS, "");
        OptionalInt port = reader.has("port")
                ? OptionalInt.of((int) Math.min(reader.number("port"), Integer.MAX_VALUE))
                : OptionalInt.empty();
        Peer peer = new Peer(reader.name("name"), reader.required("address").strip(), port);
        Optional<String> complaint = PeerAddress.complaintAbout(peer);
        if (complaint.isPresent()) {
            throw new Malformed(complaint.get());
        }
        return new Declaration.OfPeer(peer);
    }

    private static Declaration readIpcp(PropertyReader reader) throws Malformed {
        reader.requireKnown(IPCP_KEYS, IpcpConfiguration.OPTION);
        Optional<String> layer = reader.optionalName("layer");
        Optional<String> destination = reader.optionalName("destination");
        Map<String, String> options = reader.startingWith(IpcpConfiguration.OPTION);
        if (!options.isEmpty() && (destination.isPresent() || layer.isEmpty())) {
            throw new Malformed("key '" + IpcpConfiguration.OPTION
                    + options.keySet().iterator().next()
                    + "' is for an IPCP that is bootstrapped: with a layer and without a destination");
        }
        Optional<Membership> membership = destination.isPresent()
                ? Optional.of(new Membership.Enrolment(destination.get(), layer))
                : layer.map(name -> new Membership.Bootstrap(new LayerSpec(name, options)));
        List<Connection> connections = new ArrayList<>();
        for (String text : reader.list("connections")) {
            connections.add(ConnectionText.parse(text));
        }
        if (membership.isEmpty() && !connections.isEmpty()) {
            throw new Malformed("key 'connections' needs a layer or a destination: only a member of a layer has them");
        }
        return new Declaration.OfIpcp(
                reader.name("name"),
                reader.name("type"),
                membership,
                connections,
                reader.flag("autobind"),
                reader.number("order"));
    }

    private static void write(Declaration.OfIpcp ipcp, Map<String, Object> properties) {
        properties.put("name", ipcp.name());
        properties.put("type", ipcp.type());
        properties.put("autobind", ipcp.autobind());
        properties.put("order", ipcp.order());
        properties.put(
                "connections",
                ipcp.connections().stream().map(ConnectionText::write).toArray(String[]::new));
        ipcp.membership().ifPresent(membership -> {
            switch (membership) {
                case Membership.Bootstrap(LayerSpec layer) -> {
                    properties.put("layer", layer.layer());
                    layer.options()
                            .forEach((option, value) -> properties.put(IpcpConfiguration.OPTION + option, value));
                }
                case Membership.Enrolment(String destination, Optional<String> layer) -> {
                    properties.put("destination", destination);
                    layer.ifPresent(name -> properties.put("layer", name));
                }
            }
        });
    }

    private static Declaration readName(PropertyReader reader) throws Malformed {
        reader.requireKnown(NAME_KEYS, "");
        Map<SecurityFile, Path> security = new EnumMap<>(SecurityFile.class);
        for (SecurityFile file : SecurityFile.values()) {
            Optional<String> path = reader.text(file.keyword());
            if (path.isPresent()) {
                security.put(file, path(file.keyword(), path.get()));
            }
        }
        String balancing = reader.optionalName("balancing").orElse(NameSpec.ROUND_ROBIN);
        return new Declaration.OfName(
                new NameSpec(reader.name("name"), balancing, security),
                reader.list("ipcps").stream().map(Wildcard::parse).toList(),
                reader.list("layers").stream().map(Wildcard::parse).toList());
    }

    private static Path path(String key, String text) throws Malformed {
        try {
            return Path.of(text);
        } catch (InvalidPathException wrong) {
            throw new Malformed(key + " = '" + text + "' is not a path");
        }
    }

    private static void write(Declaration.OfName name, Map<String, Object> properties) {
        properties.put("name", name.spec().name());
        properties.put("balancing", name.spec().balancing());
        properties.put("ipcps", name.ipcps().stream().map(Wildcard::toString).toArray(String[]::new));
        properties.put("layers", name.layers().stream().map(Wildcard::toString).toArray(String[]::new));
        name.spec().security().forEach((file, path) -> properties.put(file.keyword(), path.toString()));
    }

    private static Declaration readBinding(PropertyReader reader) throws Malformed {
        reader.requireKnown(BINDING_KEYS, "");
        String name = reader.name("name");
        Optional<String> program = reader.text("program").filter(text -> !text.isBlank());
        Optional<String> ipcp = reader.optionalName("ipcp");
        if (program.isPresent() == ipcp.isPresent()) {
            throw new Malformed("one of the keys 'program' and 'ipcp' must be there, and "
                    + (program.isPresent() ? "both are" : "neither is"));
        }
        boolean auto = reader.flag("auto");
        List<String> arguments = reader.list("args");
        if (ipcp.isPresent()) {
            if (auto || !arguments.isEmpty()) {
                throw new Malformed("keys 'auto' and 'args' are for programs, not for IPCPs");
            }
            return new Declaration.OfBoundIpcp(ipcp.get(), name);
        }
        return new Declaration.OfProgram(new ProgramBinding(program.get(), name, auto, arguments));
    }
}
