// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.benchmarks;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The values of the windows in which one thing was measured. */
record Windows(List<Double> values) {
    Windows {
        if (values.isEmpty()) {
            throw new IllegalArgumentException("nothing was measured");
        }
        values = List.copyOf(values);
    }

    double median() {
        double[] sorted = sorted();
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /** {@return the value that so many of a hundred are not above} */
    double percentile(int hundredths) {
        double[] sorted = sorted();
        return sorted[Math.max(0, (int) Math.ceil(sorted.length * hundredths / 100.0) - 1)];
    }

    /** {@return median, least and greatest in a unit that is this many times larger, for people} */
    String in(String unit, double size) {
        double[] sorted = sorted();
        return String.format(
                Locale.ROOT,
                "%.3f %s (%.3f-%.3f, %d windows)",
                median() / size,
                unit,
                sorted[0] / size,
                sorted[sorted.length - 1] / size,
                sorted.length);
    }

    private double[] sorted() {
        double[] sorted = values.stream().mapToDouble(Double::doubleValue).toArray();
        Arrays.sort(sorted);
        return sorted;
    }
}
