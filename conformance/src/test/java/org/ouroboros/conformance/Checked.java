// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.conformance;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.ouroboros.conformance.launch.KitContainer;

/**
 * What programs learn from the command.
 *
 * @param status its exit status
 * @param text what it printed
 */
record Checked(int status, String text) {
    /** A check as the report has it. */
    record Line(String kind, String policy, String check, String result, String detail) {
        boolean failed() {
            return result.equals("FAILED");
        }
    }

    static Checked of(KitContainer container, Path file) throws InterruptedException {
        Map.Entry<Integer, String> checked = container.check(List.of("--json", file.toString()));
        return new Checked(checked.getKey(), checked.getValue());
    }

    List<Line> lines() {
        Gson gson = new Gson();
        return gson.fromJson(text, JsonObject.class).getAsJsonArray("checks").asList().stream()
                .map(line -> gson.fromJson(line, Line.class))
                .toList();
    }

    List<Line> failed() {
        return lines().stream().filter(Line::failed).toList();
    }
}
