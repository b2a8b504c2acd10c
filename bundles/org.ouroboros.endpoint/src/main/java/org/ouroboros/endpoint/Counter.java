// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.endpoint;

import org.ouroboros.packet.PaddedLongs;

/** A count with one writer at a time and any number of readers, who may see it a little late. */
final class Counter {
    private final PaddedLongs numbers;
    private final int index;

    /** Makes a count that lies beside others of the same writer. */
    Counter(PaddedLongs numbers, int index) {
        this.numbers = numbers;
        this.index = index;
    }

    void add(long more) {
        numbers.setOpaque(index, numbers.get(index) + more);
    }

    long get() {
        return numbers.getOpaque(index);
    }
}
