// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.benchmarks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** Packets from the first to the last process of a row, as fast as the first one gets rid of them, and what was counted in windows. */
final class OneWay {
    private static final int WINDOW_MS = 1_000;

    /** Time until packets flow as they will; without any for as long, those in flight have come. */
    private static final int SETTLE_MS = 300;

    private final Row row;
    private final String flood;
    private final List<Tally> sender = new ArrayList<>();
    private final List<Tally> receiver = new ArrayList<>();
    private long all; // packets that were sent since the warm-up
    private long lost;

    /**
     * Counts nothing yet.
     *
     * @param flood what has the first process send
     */
    OneWay(Row row, String flood) {
        this.row = row;
        this.flood = flood;
    }

    /** Counts in so many windows of each of them, in turn. */
    static void inTurn(int warmUpMs, int windows, OneWay... sides) throws IOException, InterruptedException {
        for (OneWay side : sides) {
            side.warmUp(warmUpMs);
        }
        for (int i = 0; i < windows; i++) {
            for (OneWay side : sides) {
                side.window();
            }
        }
    }

    private void warmUp(int millis) throws IOException, InterruptedException {
        row.first().ask(flood);
        Thread.sleep(millis);
        row.first().ask("rest");
    }

    private void window() throws IOException, InterruptedException {
        long before = arrived();
        row.first().ask(flood);
        Thread.sleep(SETTLE_MS);
        row.first().tell("window " + WINDOW_MS);
        row.last().tell("window " + WINDOW_MS);
        sender.add(Tally.parse(row.first().answer()));
        receiver.add(Tally.parse(row.last().answer()));
        long written = Long.parseLong(row.first().ask("rest"));
        all += written;
        lost += written - (arrived() - before);
    }

    /** {@return packets that came, once no more of those that were sent do} */
    private long arrived() throws IOException, InterruptedException {
        long before;
        long now = Long.parseLong(row.last().ask("received"));
        do {
            before = now;
            Thread.sleep(SETTLE_MS);
            now = Long.parseLong(row.last().ask("received"));
        } while (now > before);
        return now;
    }

    /** {@return packets that came, a second} */
    Windows received() {
        return each(receiver, Tally::receivedPerSecond);
    }

    /** {@return packets that were sent, a second} */
    Windows sent() {
        return each(sender, Tally::sentPerSecond);
    }

    /** {@return packets that did not come, in windows and between them, in percent of those that were sent} */
    double lossPercent() {
        return 100.0 * lost / all;
    }

    /** {@return heap that was allocated for a packet at both ends} */
    Windows allocatedBytes() {
        List<Double> values = new ArrayList<>();
        for (int i = 0; i < sender.size(); i++) {
            values.add((double) sender.get(i).allocatedBytes() / sender.get(i).sent()
                    + (double) receiver.get(i).allocatedBytes()
                            / receiver.get(i).received());
        }
        return new Windows(values);
    }

    private static Windows each(List<Tally> tallies, ToDoubleFunction<Tally> value) {
        return new Windows(tallies.stream().mapToDouble(value).boxed().toList());
    }

    @Override
    public String toString() {
        return received().in("M/s", 1e6) + " of " + sent().in("M/s", 1e6) + " sent";
    }
}
