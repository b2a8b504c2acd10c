// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.loop.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.example.Stubborn;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.ouroboros.api.irm.LoopInfo;
import org.ouroboros.loop.LoopWatcher;
import org.ouroboros.testing.LogCapture;

/** What does not return on a loop is named within a second, and so is its return. */
class WatchdogTest {
    private static final long SECOND_NS = TimeUnit.SECONDS.toNanos(1);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final EventLoops loops = new EventLoops();
    private final BlockingQueue<String> told = new LinkedBlockingQueue<>();
    private final Stubborn stubborn = new Stubborn();

    /** Notes what it is told, without times. */
    private final class Noting implements LoopWatcher {
        @Override
        public void heldUp(LoopInfo loop) {
            told.add("held up by " + loop.heldUp().orElseThrow().replaceAll(" for .*", ""));
        }

        @Override
        public void goesOn(LoopInfo loop, String outcome) {
            told.add("goes on after " + outcome.replaceAll(" for .*", "") + ", " + loop.heldUp());
        }
    }

    @AfterEach
    void close() {
        stubborn.goOn();
        loops.close();
    }

    private String next() throws InterruptedException {
        return Optional.ofNullable(told.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                .orElseThrow();
    }

    @Test
    void whatBlocksIsNamedWithinASecondAndItsReturnIsTold() throws InterruptedException {
        loops.watch(new Noting());
        long startNs = System.nanoTime();
        try (LogCapture log = new LogCapture(Watchdog.class)) {
            loops.shared().execute(stubborn::block);
            assertEquals("held up by com.example (com.example.Stubborn.block)", next());
            long tookNs = System.nanoTime() - startNs;
            assertTrue(tookNs < SECOND_NS, tookNs + " ns");
            assertTrue(loops.infos().getFirst().heldUp().orElseThrow().startsWith("com.example "));
            stubborn.goOn();
            assertEquals("goes on after com.example (com.example.Stubborn.block), Optional.empty", next());
            assertEquals(2, log.records().size(), log.records().toString());
        }
        assertEquals(Optional.empty(), loops.infos().getFirst().heldUp());
    }

    @Test
    void aComputationWithoutEndIsNamedToo() throws InterruptedException {
        try (LogCapture log = new LogCapture(Watchdog.class)) {
            loops.watch(new Noting());
            loops.shared().execute(stubborn::spin);
            assertTrue(next().startsWith("held up by com.example"));
            stubborn.goOn();
            assertTrue(next().startsWith("goes on"));
            assertEquals(2, log.records().size());
        }
    }

    @Test
    void whoeverStoppedWatchingIsNotTold() throws InterruptedException {
        loops.watch(new Noting()).close();
        BlockingQueue<String> others = new LinkedBlockingQueue<>();
        try (LogCapture log = new LogCapture(Watchdog.class)) {
            loops.watch(new LoopWatcher() {
                @Override
                public void heldUp(LoopInfo loop) {
                    others.add("held up");
                    throw new IllegalStateException("a watcher that fails holds up no other");
                }

                @Override
                public void goesOn(LoopInfo loop, String outcome) {
                    others.add("goes on");
                }
            });
            loops.shared().execute(stubborn::block);
            assertEquals("held up", others.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS));
            stubborn.goOn();
            assertEquals("goes on", others.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS));
            assertEquals(3, log.records().size());
        }
        assertTrue(told.isEmpty());
    }

    @Test
    void aThreadThatWaitsForEventsIsHeldUpByNobody() {
        Culprits culprits = Culprits.inPackages();
        assertEquals(
                Optional.empty(),
                culprits.find(List.of(
                        frame("io.netty.channel.epoll.Native", "epollWait"),
                        frame("org.ouroboros.loop.event.EventLoop$Io", "runIo"),
                        frame("java.lang.Thread", "run"))));
    }

    @Test
    void aLibraryIsNoCulpritButWhoeverCalledIt() {
        Culprits culprits = new Culprits(name -> switch (name) {
            case "lib.Parser" -> Optional.of(new Culprits.Owner("lib 1.0.0", true));
            case "com.acme.Policy" -> Optional.of(new Culprits.Owner("com.acme 2.0.0", false));
            default -> Optional.empty();
        });
        assertEquals(
                Optional.of("com.acme 2.0.0 (com.acme.Policy.choose)"),
                culprits.find(List.of(
                        frame("java.util.HashMap", "get"),
                        frame("lib.Parser", "parse"),
                        frame("com.acme.Policy", "choose"),
                        frame("org.ouroboros.loop.event.EventLoop", "run"))));
    }

    private static StackTraceElement frame(String type, String method) {
        return new StackTraceElement(type, method, null, -1);
    }
}
