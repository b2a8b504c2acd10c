// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.ouroboros.api.irm.SlotInfo;

/** Who takes the bundle of a policy away is told what does without it. */
class PoliciesInUseTest {
    private static final String DHT = "dht (org.example.dht 1.0.0)";
    private static final String STAND_IN = "stand-in";

    private final RecordingIrm irm = new RecordingIrm();

    private static SlotInfo slot(String slot, String kind, String wanted, String inUse) {
        return new SlotInfo(slot, kind, wanted, inUse, 1, "");
    }

    private PoliciesInUse before(String bundle) {
        return new PoliciesInUse(() -> irm, List.of(bundle));
    }

    @Test
    void whatDoesWithoutIsNamed() {
        SlotInfo stays = slot("IPCP a", "routing", "lfa", "lfa (org.example.lfa 1.0.0)");
        irm.slots = List.of(slot("IPCP a", "directory", "dht", DHT), stays);
        PoliciesInUse inUse = before("org.example.dht");
        irm.slots = List.of(slot("IPCP a", "directory", "dht", STAND_IN), stays);
        assertEquals(
                "in use, and done without until a bundle with it runs, or another policy takes its place:"
                        + " directory 'dht' of IPCP a",
                inUse.without());
    }

    @Test
    void whatHasAnotherBundleOfThePolicyIsNotNamed() {
        irm.slots = List.of(slot("IPCP a", "directory", "dht", DHT));
        PoliciesInUse inUse = before("org.example.dht");
        irm.slots = List.of(slot("IPCP a", "directory", "dht", "dht (org.example.other 1.0.0)"));
        assertNull(inUse.without());
    }

    @Test
    void whatLackedAnotherPolicyBeforeIsNotNamed() {
        irm.slots = List.of(slot("IPCP a", "directory", "dht", STAND_IN));
        assertNull(before("org.example").without());
        assertNull(new PoliciesInUse(() -> null, List.of("org.example.dht")).without());
    }

    @Test
    void ofManyTheFirstAreNamed() {
        irm.slots = IntStream.range(0, 9)
                .mapToObj(i -> slot("IPCP " + i, "directory", "dht", DHT))
                .toList();
        PoliciesInUse inUse = before("org.example.dht");
        irm.slots = irm.slots.stream()
                .map(slot -> slot(slot.slot(), slot.kind(), slot.wanted(), STAND_IN))
                .toList();
        assertEquals(
                "in use, and done without until a bundle with it runs, or another policy takes its place: "
                        + "directory 'dht' of IPCP 0, directory 'dht' of IPCP 1, directory 'dht' of IPCP 2,"
                        + " directory 'dht' of IPCP 3, directory 'dht' of IPCP 4 and 4 more; policies lists them",
                inUse.without());
    }
}
