// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.shell;

import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.ouroboros.api.irm.Irm;
import org.ouroboros.api.irm.IrmException;
import org.ouroboros.api.irm.SlotInfo;

/** Which policies of some bundles are in use, so that who takes the bundles away is told what does without. */
final class PoliciesInUse {
    private static final String STAND_IN = "stand-in"; // what a slot uses while its policy is away
    private static final int MOST_NAMED = 5;

    private final Supplier<@Nullable Irm> irm;
    private final List<SlotInfo> before;

    /**
     * Looks before the bundles go.
     *
     * @param irm finds the IRM, if it is there
     * @param bundles their symbolic names
     */
    PoliciesInUse(Supplier<@Nullable Irm> irm, List<String> bundles) {
        this.irm = irm;
        this.before = slots(irm)
                .filter(slot -> bundles.stream().anyMatch(bundle -> slot.inUse().contains("(" + bundle + " ")))
                .toList();
    }

    /** {@return what does without the policy that it is set to, now that the bundles are gone; null if nothing does} */
    @Nullable
    String without() {
        List<SlotInfo> now = before.isEmpty() ? List.of() : slots(irm).toList();
        List<String> missing = before.stream()
                .filter(slot -> now.stream().anyMatch(left -> lacks(slot, left)))
                .map(slot -> slot.kind() + " '" + slot.wanted() + "' of " + slot.slot())
                .distinct()
                .toList();
        if (missing.isEmpty()) {
            return null;
        }
        String named = missing.stream().limit(MOST_NAMED).collect(Collectors.joining(", "));
        int more = missing.size() - MOST_NAMED;
        return "in use, and done without until a bundle with it runs, or another policy takes its place: " + named
                + (more > 0 ? " and " + more + " more; policies lists them" : "");
    }

    private static boolean lacks(SlotInfo before, SlotInfo now) {
        return now.slot().equals(before.slot())
                && now.kind().equals(before.kind())
                && now.inUse().equals(STAND_IN);
    }

    private static Stream<SlotInfo> slots(Supplier<@Nullable Irm> irm) {
        Irm present = irm.get();
        try {
            return present == null ? Stream.empty() : present.slots().stream();
        } catch (IrmException away) { // it was stopped, with all that used a policy
            return Stream.empty();
        }
    }
}
