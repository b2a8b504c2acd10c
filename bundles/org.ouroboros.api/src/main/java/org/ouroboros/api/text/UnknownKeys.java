// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.api.text;

import java.util.Collection;
import java.util.List;
import java.util.Set;

/** Finds keys of a configuration that nobody reads. */
public final class UnknownKeys {
    /** What the platform adds to the properties of every configuration. */
    private static final List<String> PLATFORM =
            List.of("service.", "component.", "osgi.ds.", "felix.fileinstall.", ".");

    private UnknownKeys() {}

    /**
     * Compares keys with those that are read.
     *
     * @param keys keys of a configuration
     * @param known keys that are read
     * @param openPrefix keys that start with it are read too; empty if there are no such keys
     * @return a complaint about each unknown key, with the nearest known one
     */
    public static List<String> in(Collection<String> keys, Set<String> known, String openPrefix) {
        return keys.stream()
                .filter(key -> !known.contains(key) && PLATFORM.stream().noneMatch(key::startsWith))
                .filter(key -> openPrefix.isEmpty() || !key.startsWith(openPrefix) || key.equals(openPrefix))
                .sorted()
                .map(key -> "unknown key '" + key + "'; did you mean '" + Nearest.to(key, known) + "'?")
                .toList();
    }
}
