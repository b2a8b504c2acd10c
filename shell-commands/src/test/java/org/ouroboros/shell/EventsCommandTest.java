// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.osgi.service.event.Event;
import org.osgi.service.event.EventConstants;
import org.ouroboros.api.irm.SystemEvent;
import org.ouroboros.command.Invocation;

class EventsCommandTest {
    private final EventsCommand events = new EventsCommand();
    private final LinkedBlockingQueue<String> reported = new LinkedBlockingQueue<>();

    private final class Call implements Invocation {
        private final List<String> words;

        Call(String... words) {
            this.words = List.of(words);
        }

        @Override
        public List<String> words() {
            return words;
        }

        @Override
        public PrintStream out() {
            throw new IllegalStateException("events are reported");
        }

        @Override
        public boolean json() {
            return false;
        }

        @Override
        public void report(Record event, String text) {
            reported.add(text);
        }
    }

    private void happen(int number) {
        events.handleEvent(new Event(
                SystemEvent.IPCP_CREATED.topic(),
                Map.of(
                        EventConstants.TIMESTAMP,
                        1_000L * number,
                        SystemEvent.SUBJECT,
                        "a",
                        SystemEvent.MESSAGE,
                        "event " + number)));
    }

    @Test
    void theLatestAreListed() {
        for (int number = 1; number <= 30; number++) {
            happen(number);
        }
        assertEquals("""
            time                  event         message
            1970-01-01T00:00:29Z  ipcp-created  event 29
            1970-01-01T00:00:30Z  ipcp-created  event 30
            """, events.list(2).text());
    }

    @Test
    void noMoreThanAThousandAreRemembered() {
        for (int number = 1; number <= 1_500; number++) {
            happen(number);
        }
        List<Happened> all = events.list(1_000);
        assertEquals(1_000, all.size());
        assertEquals("event 501", all.getFirst().message());
    }

    @Test
    void aFollowerIsToldOfEachAsItHappensUntilInterrupted() throws Exception {
        happen(1);
        Thread follower = Thread.ofVirtual().start(() -> events.run(new Call("-f")));
        assertEquals("1970-01-01T00:00:01Z  ipcp-created  event 1", reported.take());
        happen(2);
        assertEquals("1970-01-01T00:00:02Z  ipcp-created  event 2", reported.take());
        follower.interrupt();
        follower.join();
        happen(3);
        assertEquals(List.of(), List.copyOf(reported));
    }
}
