// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.ouroboros.conformance.Result.Failed;
import org.ouroboros.conformance.Result.NotTried;
import org.ouroboros.conformance.Result.Passed;

/** What authors and programs read. */
class ReportTest {
    private static final Row IMPORTS = new Row("", "", "packaging: imports", new Passed(""));
    private static final Row HOPS =
            new Row("forwarding", "mine", "contract: next hops", new Failed("chooses\u001b 1 of 2", false));
    private static final Row SWAP = new Row("forwarding", "mine", "swap: in and out", new NotTried("it is unsound"));

    @Test
    void columnsAreAlignedAndTheLastLineSumsUp() {
        assertEquals("""
            kind        policy  check                result
            -           -       packaging: imports   passed
            forwarding  mine    contract: next hops  FAILED: chooses\\u001b 1 of 2
            forwarding  mine    swap: in and out     not tried: it is unsound

            com.example 1.0.0: 1 of 2 checks failed
            """, new Report("com.example 1.0.0", List.of(IMPORTS, HOPS, SWAP)).table());
    }

    @Test
    void aBundleWithoutAFailureHasPassed() {
        Report report = new Report("com.example 1.0.0", List.of(IMPORTS));
        assertTrue(report.passed());
        assertTrue(report.table().endsWith("com.example 1.0.0: all 1 checks passed\n"), report.table());
    }

    @Test
    void programsReadTheSame() {
        JsonObject json =
                new Gson().fromJson(new Report("com.example 1.0.0", List.of(IMPORTS, HOPS)).json(), JsonObject.class);
        assertEquals("com.example 1.0.0", json.get("bundle").getAsString());
        assertFalse(json.get("passed").getAsBoolean());
        JsonObject failed = json.getAsJsonArray("checks").get(1).getAsJsonObject();
        assertEquals("FAILED", failed.get("result").getAsString());
        assertEquals("contract: next hops", failed.get("check").getAsString());
    }
}
