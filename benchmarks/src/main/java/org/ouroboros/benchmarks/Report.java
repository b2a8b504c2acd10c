// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.benchmarks;

import java.io.PrintStream;
import java.util.Locale;

/** Where figures go: lines for programs to one stream, lines for people to another. */
final class Report {
    private final PrintStream figures;
    private final PrintStream people;

    Report(PrintStream figures, PrintStream people) {
        this.figures = figures;
        this.people = people;
    }

    void figure(String name, double value, String unit) {
        print("figure " + name + " " + plain(value) + " " + unit);
    }

    void count(String name, long value, String unit) {
        print("figure " + name + " " + value + " " + unit);
    }

    void ratio(String name, double value) {
        print("ratio " + name + " " + plain(value));
    }

    void say(String line) {
        people.println(line);
    }

    /** {@return the stream for people} */
    PrintStream people() {
        return people;
    }

    private void print(String line) {
        figures.println(line);
        figures.flush();
    }

    /** A number without an exponent or a locale: whole from 100 on, else with two decimals. */
    private static String plain(double value) {
        return String.format(Locale.ROOT, Math.abs(value) < 99.995 ? "%.2f" : "%.0f", value);
    }
}
