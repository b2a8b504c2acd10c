// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.irm.declaration;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.ouroboros.api.QosSpec;
import org.ouroboros.api.irm.LayerComponent;

/**
 * How a connection is written: {@code NEIGHBOUR}, {@code NEIGHBOUR|COMPONENT} or {@code NEIGHBOUR|COMPONENT|QOS}.
 *
 * <p>A component is {@code dt}, {@code mgmt} or {@code *}, which holds unless given. A QoS is the name of a preset, {@code raw}
 * unless given, or the numbers of a spec in the order of its components. A backslash takes the meaning from what follows it.
 */
final class ConnectionText {
    private static final int QOS_NUMBERS = 8;

    private ConnectionText() {}

    static Connection parse(String text) throws Malformed {
        List<String> fields = fields(text);
        if (fields.size() > 3 || fields.getFirst().isEmpty()) {
            throw new Malformed("connection '" + text + "' is not of the form NEIGHBOUR|COMPONENT|QOS");
        }
        return new Connection(
                fields.getFirst(),
                fields.size() > 1 ? components(fields.get(1)) : EnumSet.allOf(LayerComponent.class),
                fields.size() > 2 ? qos(fields.get(2)) : QosSpec.RAW);
    }

    static String write(Connection connection) {
        String neighbour = connection.destination().replace("\\", "\\\\").replace("|", "\\|");
        return neighbour + "|" + keyword(connection.components()) + "|" + write(connection.qos());
    }

    private static List<String> fields(String text) {
        List<String> fields = new ArrayList<>();
        StringBuilder field = new StringBuilder();
        for (int at = 0; at < text.length(); at++) {
            char c = text.charAt(at);
            if (c == '|') {
                fields.add(field.toString());
                field.setLength(0);
            } else {
                field.append(c == '\\' && at + 1 < text.length() ? text.charAt(++at) : c);
            }
        }
        fields.add(field.toString());
        return fields;
    }

    private static Set<LayerComponent> components(String keyword) throws Malformed {
        return switch (keyword) {
            case "dt" -> EnumSet.of(LayerComponent.DATA_TRANSFER);
            case "mgmt" -> EnumSet.of(LayerComponent.MANAGEMENT);
            case "*" -> EnumSet.allOf(LayerComponent.class);
            default -> throw new Malformed("component '" + keyword + "' of a connection is none of dt, mgmt, *");
        };
    }

    private static String keyword(Set<LayerComponent> components) {
        if (components.size() == LayerComponent.values().length) {
            return "*";
        }
        return components.contains(LayerComponent.DATA_TRANSFER) ? "dt" : "mgmt";
    }

    private static QosSpec qos(String text) throws Malformed {
        String[] numbers = text.split("/", -1);
        try {
            return numbers.length == QOS_NUMBERS ? custom(numbers) : QosSpec.preset(text);
        } catch (IllegalArgumentException wrong) { // a NumberFormatException too
            throw new Malformed("QoS '" + text + "' of a connection: " + wrong.getMessage());
        }
    }

    private static QosSpec custom(String[] numbers) {
        return new QosSpec(
                Long.parseLong(numbers[0]),
                Long.parseLong(numbers[1]),
                Integer.parseInt(numbers[2]),
                Long.parseLong(numbers[3]),
                Long.parseLong(numbers[4]),
                Integer.parseInt(numbers[5]) != 0,
                Long.parseLong(numbers[6]),
                Long.parseLong(numbers[7]));
    }

    private static String write(QosSpec qos) {
        return QosSpec.presets().stream()
                .filter(preset -> QosSpec.preset(preset).equals(qos))
                .findFirst()
                .orElseGet(() -> numbers(qos));
    }

    private static String numbers(QosSpec qos) {
        return LongStream.of(
                        qos.delayMs(),
                        qos.bandwidthBitsPerSecond(),
                        qos.availability(),
                        qos.loss(),
                        qos.ber(),
                        qos.inOrder() ? 1 : 0,
                        qos.maxGapMs(),
                        qos.timeoutMs())
                .mapToObj(Long::toString)
                .collect(Collectors.joining("/"));
    }
}
