// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.conformance;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.ouroboros.api.text.PlainText;

/**
 * What was found out about a bundle.
 *
 * @param bundle symbolic name and version
 * @param rows a line for each check, in the order in which they were made
 */
record Report(String bundle, List<Row> rows) {
    private static final String GAP = "  ";
    private static final String NONE = "-";
    private static final List<String> HEADER = List.of("kind", "policy", "check", "result");

    Report {
        rows = List.copyOf(rows);
    }

    boolean passed() {
        return rows.stream().noneMatch(Row::failed);
    }

    /** {@return a table for people} */
    String table() {
        List<List<String>> cells = new ArrayList<>(List.of(HEADER));
        rows.stream().map(Report::cells).forEach(cells::add);
        int[] widths = IntStream.range(0, HEADER.size())
                .map(column -> cells.stream()
                        .mapToInt(line -> line.get(column).length())
                        .max()
                        .orElseThrow())
                .toArray();
        String lines = cells.stream().map(line -> line(line, widths)).collect(Collectors.joining());
        return lines + "\n" + summary() + "\n";
    }

    private static List<String> cells(Row row) {
        Result result = row.result();
        String detail = PlainText.of(result.detail());
        return List.of(
                orNone(row.kind()),
                orNone(row.policy()),
                row.check(),
                detail.isEmpty() ? result.label() : result.label() + ": " + detail);
    }

    private static String orNone(String cell) {
        return cell.isEmpty() ? NONE : PlainText.of(cell);
    }

    private static String line(List<String> cells, int[] widths) {
        return IntStream.range(0, cells.size())
                        .mapToObj(column -> cells.get(column)
                                + " ".repeat(widths[column] - cells.get(column).length()))
                        .collect(Collectors.joining(GAP))
                        .stripTrailing()
                + "\n";
    }

    private String summary() {
        long failed = rows.stream().filter(Row::failed).count();
        long tried = rows.stream()
                .filter(row -> !(row.result() instanceof Result.NotTried))
                .count();
        return bundle + ": "
                + (failed == 0 ? "all " + tried + " checks passed" : failed + " of " + tried + " checks failed");
    }

    /** {@return the same for programs} */
    String json() {
        JsonArray checks = new JsonArray();
        for (Row row : rows) {
            JsonObject check = new JsonObject();
            check.addProperty("kind", row.kind());
            check.addProperty("policy", row.policy());
            check.addProperty("check", row.check());
            check.addProperty("result", row.result().label());
            check.addProperty("detail", row.result().detail());
            checks.add(check);
        }
        JsonObject report = new JsonObject();
        report.addProperty("bundle", bundle);
        report.addProperty("passed", passed());
        report.add("checks", checks);
        return new GsonBuilder()
                        .setPrettyPrinting()
                        .disableHtmlEscaping()
                        .create()
                        .toJson(report) + "\n";
    }
}
