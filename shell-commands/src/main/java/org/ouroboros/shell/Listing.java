// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.shell;

import java.util.AbstractList;
import java.util.List;
import java.util.function.Function;

/**
 * A list that prints as a table. Public, so that a script may call its methods.
 *
 * @param <T> type of its elements
 */
public final class Listing<T> extends AbstractList<T> implements Shown {
    private final List<T> elements;
    private final Function<List<T>, String> format;

    Listing(List<T> elements, Function<List<T>, String> format) {
        this.elements = List.copyOf(elements);
        this.format = format;
    }

    /** {@return a list whose elements are the rows of {@code table}} */
    static <T> Listing<T> of(List<T> elements, Function<List<T>, Table> table) {
        return new Listing<>(elements, rows -> table.apply(rows).text());
    }

    @Override
    public T get(int index) {
        return elements.get(index);
    }

    @Override
    public int size() {
        return elements.size();
    }

    @Override
    public String text() {
        return format.apply(elements);
    }
}
