// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintStream;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.ouroboros.app.simulation.RecordedInvocation;
import org.ouroboros.command.CommandFailed;
import org.ouroboros.command.Invocation;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class FollowersTest {
    private record Happened(int number) {}

    /** A session that follows. */
    private record Session(Thread thread, FutureTask<@Nullable Object> call) {
        void interrupt() throws Exception {
            thread.interrupt();
            call.get();
        }
    }

    private final Followers followers = new Followers("test server");

    private Session follow(Invocation invocation, Predicate<Record> wanted, int others) {
        FutureTask<@Nullable Object> call = new FutureTask<>(() -> followers.follow(invocation, wanted));
        Session session = new Session(Thread.startVirtualThread(call), call);
        while (followers.count() <= others) {
            Thread.onSpinWait();
        }
        return session;
    }

    private void report(int number) {
        followers.report(new Happened(number), "happened " + number);
    }

    @Test
    void eachFollowerSeesWhatItWantsFromThenOn() throws Exception {
        report(0);
        assertFalse(followers.any());
        RecordedInvocation all = new RecordedInvocation("", false);
        RecordedInvocation even = new RecordedInvocation("", true);
        Session first = follow(all, _ -> true, 0);
        Session second = follow(even, event -> event instanceof Happened(int number) && number % 2 == 0, 1);
        assertTrue(followers.any());
        for (int number = 1; number <= 4; number++) {
            report(number);
        }
        all.awaitEvents(4);
        assertEquals(List.of(new Happened(2), new Happened(4)), even.awaitEvents(2));
        first.interrupt();
        second.interrupt();
        assertEquals("""
            Following the test server until Ctrl-C.
            happened 1
            happened 2
            happened 3
            happened 4
            """, all.printed());
        assertEquals("", even.printed());
        assertFalse(followers.any());
    }

    @Test
    void whoPrintsTooSlowlyLosesLinesAndIsToldHowMany() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        AtomicLong seen = new AtomicLong();
        AtomicLong lost = new AtomicLong();
        CountDownLatch told = new CountDownLatch(1);
        Invocation slow = new Invocation() {
            @Override
            public List<String> words() {
                return List.of();
            }

            @Override
            public PrintStream out() {
                throw new UnsupportedOperationException();
            }

            @Override
            public boolean json() {
                return true;
            }

            @Override
            public void report(Record event, String text) {
                if (event instanceof Happened) {
                    seen.incrementAndGet();
                    try {
                        release.await();
                    } catch (InterruptedException e) {
                        throw new AssertionError(e);
                    }
                } else {
                    Matcher line = Pattern.compile("(\\d+) lines lost.*").matcher(text);
                    assertTrue(line.matches(), text);
                    lost.addAndGet(Long.parseLong(line.group(1)));
                    told.countDown();
                }
            }
        };
        Session session = follow(slow, _ -> true, 0);
        int events = 10_000;
        for (int number = 0; number < events; number++) {
            report(number); // never waits
        }
        release.countDown();
        told.await();
        while (seen.get() + lost.get() < events) {
            Thread.onSpinWait();
        }
        session.interrupt();
        assertEquals(events, seen.get() + lost.get());
    }

    @Test
    void aServerThatStopsSendsItsFollowersAway() {
        Session session = follow(new RecordedInvocation("", false), _ -> true, 0);
        followers.close();
        ExecutionException end = assertThrows(ExecutionException.class, session.call()::get);
        assertEquals(
                "the test server stopped",
                assertInstanceOf(CommandFailed.class, end.getCause()).toString());
        assertThrows(CommandFailed.class, () -> followers.follow(new RecordedInvocation("", false), _ -> true));
    }
}
