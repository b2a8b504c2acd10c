// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.app.simulation;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.ouroboros.command.Invocation;

/** A call of a command, by a test. Thread-safe. */
public final class RecordedInvocation implements Invocation {
    private final List<String> words;
    private final boolean json;
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8);
    private final List<Record> events = new ArrayList<>();

    /**
     * A call.
     *
     * @param line the words after the name of the command, with a space between them; possibly empty
     * @param json whether JSON is wanted
     */
    public RecordedInvocation(String line, boolean json) {
        this.words = line.isEmpty() ? List.of() : List.of(line.split(" ", -1));
        this.json = json;
    }

    @Override
    public List<String> words() {
        return words;
    }

    @Override
    public PrintStream out() {
        return out;
    }

    @Override
    public boolean json() {
        return json;
    }

    @Override
    public synchronized void report(Record event, String text) {
        events.add(event);
        if (!json) {
            out.println(text);
        }
        notifyAll();
    }

    /** {@return what was printed for people so far} */
    public String printed() {
        return printed.toString(StandardCharsets.UTF_8);
    }

    /** {@return what was reported so far} */
    public synchronized List<Record> events() {
        return List.copyOf(events);
    }

    /**
     * Waits until so much was reported.
     *
     * @param count number of events
     * @return all that was reported
     * @throws InterruptedException if the thread was interrupted
     */
    public synchronized List<Record> awaitEvents(int count) throws InterruptedException {
        while (events.size() < count) {
            wait();
        }
        return events();
    }
}
