// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.endpoint;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** Which policies operators had stay in place of those that flows ask for, by kind. Confined to the loop. */
public final class ProtectionChoices {
    /** Choices of a kind that are known at most: the latest ones. */
    private static final int MOST = 64;

    private final Map<String, List<String>> byKind = new HashMap<>(); // the latest one last

    /** Begins without a choice. */
    public ProtectionChoices() {}

    void choose(String kind, String policy) {
        List<String> chosen = byKind.computeIfAbsent(kind, none -> new ArrayList<>());
        chosen.remove(policy);
        chosen.add(policy);
        if (chosen.size() > MOST) {
            chosen.removeFirst();
        }
    }

    /** {@return the latest choice that fits} */
    Optional<String> latest(String kind, Predicate<String> fits) {
        return byKind.getOrDefault(kind, List.of()).reversed().stream()
                .filter(fits)
                .findFirst();
    }
}
