// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.shell;

import java.util.Collection;
import java.util.Locale;
import java.util.stream.Collectors;

/** Values as an operator reads them. */
final class Text {
    static final String NOTHING = "-";

    private Text() {}

    static String of(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static String of(String value) {
        return value.isEmpty() ? NOTHING : value;
    }

    static String of(Collection<?> values) {
        return of(values.stream().map(String::valueOf).collect(Collectors.joining(" ")));
    }
}
