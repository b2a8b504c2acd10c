// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.shell;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.ouroboros.api.text.PlainText;

/** Rows under a header, in columns as wide as their content. */
final class Table {
    /**
     * A column.
     *
     * @param title its header
     * @param right whether its content is aligned to the right
     * @param width its width at least
     * @param most how much of a cell is shown: what is longer is cut in its middle
     */
    record Column(String title, boolean right, int width, int most) {
        /** The longest name that is shown whole: names have 255 bytes, and a terminal has 80 columns or some more. */
        private static final int LONGEST_NAME = 48;

        private static final String CUT = "...";

        static Column left(String title) {
            return new Column(title, false, 0, Integer.MAX_VALUE);
        }

        /** A column of names. */
        static Column named(String title) {
            return new Column(title, false, 0, LONGEST_NAME);
        }

        /** A column of names, aligned to the right. */
        static Column named(String title, int width) {
            return new Column(title, true, width, Math.max(width, LONGEST_NAME));
        }

        static Column right(String title) {
            return right(title, 0);
        }

        static Column right(String title, int width) {
            return new Column(title, true, width, Integer.MAX_VALUE);
        }

        private Column fitTo(List<String> content) {
            int widest = content.stream().mapToInt(String::length).max().orElse(0);
            return new Column(title, right, Math.max(width, widest), most);
        }

        private String cut(String content) {
            if (content.length() <= most) {
                return content;
            }
            int tail = (most - CUT.length()) / 2;
            int head = most - CUT.length() - tail;
            return content.substring(0, head) + CUT + content.substring(content.length() - tail);
        }

        private String cell(String content) {
            String padding = " ".repeat(width - content.length());
            return right ? padding + content : content + padding;
        }
    }

    private final List<Column> columns;
    private final List<List<String>> rows = new ArrayList<>();

    Table(Column... columns) {
        this.columns = List.of(columns);
    }

    /** Adds a row: as many cells as there are columns. Text that would act on a terminal is shown with escapes. */
    void row(Object... cells) {
        if (cells.length != columns.size()) {
            throw new IllegalArgumentException(cells.length + " cells in " + columns.size() + " columns");
        }
        rows.add(IntStream.range(0, cells.length)
                .mapToObj(cell -> columns.get(cell).cut(PlainText.of(String.valueOf(cells[cell]))))
                .toList());
    }

    /** {@return the table with two spaces between the columns, without spaces at the ends of lines} */
    String text() {
        List<Column> fitted = fitted();
        return lines().map(cells -> line(fitted, cells, "  ").stripTrailing() + "\n")
                .collect(Collectors.joining());
    }

    /** {@return the table without its titles} */
    String rows() {
        List<Column> fitted = fitted();
        return rows.stream()
                .map(cells -> line(fitted, cells, "  ").stripTrailing() + "\n")
                .collect(Collectors.joining());
    }

    /** {@return the table in a frame, as the prototype's {@code irm} prints it} */
    String framed() {
        List<Column> fitted = fitted();
        String border = fitted.stream()
                .map(column -> "-".repeat(column.width() + 2))
                .collect(Collectors.joining("+", "+", "+"));
        return Stream.of(
                        Stream.of(border, framed(fitted, titles()), border),
                        rows.stream().map(row -> framed(fitted, row)),
                        Stream.of(border))
                .flatMap(lines -> lines)
                .map(line -> line + "\n")
                .collect(Collectors.joining());
    }

    private Stream<List<String>> lines() {
        return Stream.concat(Stream.of(titles()), rows.stream());
    }

    private List<String> titles() {
        return columns.stream().map(Column::title).toList();
    }

    private List<Column> fitted() {
        return IntStream.range(0, columns.size())
                .mapToObj(column -> columns.get(column)
                        .fitTo(lines().map(cells -> cells.get(column)).toList()))
                .toList();
    }

    private static String framed(List<Column> columns, List<String> cells) {
        return "| " + line(columns, cells, " | ") + " |";
    }

    private static String line(List<Column> columns, List<String> cells, String separator) {
        return IntStream.range(0, columns.size())
                .mapToObj(column -> columns.get(column).cell(cells.get(column)))
                .collect(Collectors.joining(separator));
    }
}
