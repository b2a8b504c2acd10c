// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.it.network;

import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * What came of numbered messages that were written one way.
 *
 * @param read messages that were read
 * @param missing messages that later ones passed
 * @param disordered messages that came twice, or after later ones
 */
record Tally(long read, long missing, long disordered) {
    /** Nothing has come yet. */
    static final Tally NONE = new Tally(0, 0, 0);

    /** Bytes of a message: its number, and zeros. */
    static final int MESSAGE = 64;

    private static final Pattern TOLD = Pattern.compile("read ([0-9]+), missing ([0-9]+), disordered ([0-9]+)");

    /** {@return this, and one more message} */
    Tally with(long number) {
        long next = read + missing;
        return number < next
                ? new Tally(read, missing, disordered + 1)
                : new Tally(read + 1, missing + number - next, disordered);
    }

    /** {@return what is said by who wrote so many} */
    static String wrote(long count) {
        return "wrote " + count;
    }

    /**
     * {@return what a program told last of a flow on which messages came; nothing has come, if it told nothing} The prototype hands its programs flows
     * whose clients it did not answer: nothing comes on these.
     */
    static Tally latest(String told) {
        return TOLD.matcher(told)
                .results()
                .map(Tally::of)
                .filter(tally -> tally.read() > 0)
                .reduce((_, later) -> later)
                .orElse(NONE);
    }

    private static Tally of(MatchResult found) {
        return new Tally(
                Long.parseLong(found.group(1)), Long.parseLong(found.group(2)), Long.parseLong(found.group(3)));
    }

    @Override
    public String toString() {
        return "read " + read + ", missing " + missing + ", disordered " + disordered;
    }
}
