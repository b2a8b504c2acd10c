// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.irm.declaration;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.ouroboros.api.QosSpec;
import org.ouroboros.api.irm.LayerComponent;

/**
 * A connection to a neighbour.
 *
 * @param destination name of the neighbour
 * @param components what is connected, at least one
 * @param qos QoS of the data-transfer flow
 */
public record Connection(String destination, Set<LayerComponent> components, QosSpec qos) {
    /** Copies the set. */
    public Connection {
        components = Set.copyOf(components);
    }

    /** {@return a connection of these components too} */
    public Connection with(Set<LayerComponent> others, QosSpec newQos) {
        EnumSet<LayerComponent> all = EnumSet.copyOf(components);
        all.addAll(others);
        return new Connection(destination, all, newQos);
    }

    /** {@return what is left to connect without these; nothing if that is all of it} */
    public Optional<Connection> without(Set<LayerComponent> others) {
        Set<LayerComponent> left = EnumSet.copyOf(components);
        left.removeAll(others);
        return left.isEmpty() ? Optional.empty() : Optional.of(new Connection(destination, left, qos));
    }
}
