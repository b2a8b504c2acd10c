// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.loop.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class TaskQueueTest {
    private final AtomicInteger wakeUps = new AtomicInteger();
    private final TaskQueue queue = new TaskQueue("loop", wakeUps::incrementAndGet);
    private final Runnable task = new AtomicInteger()::incrementAndGet;

    @Test
    void onlyATakerThatSleepsIsWoken() {
        queue.give(task);
        assertEquals(0, wakeUps.get());
        queue.sleep();
        queue.give(task);
        assertEquals(1, wakeUps.get());
        queue.awake();
        queue.give(task);
        assertEquals(1, wakeUps.get());
    }

    @Test
    void theTakerMaySleepOnlyIfItSaidSoAndNothingCame() {
        assertFalse(queue.maySleep());
        queue.sleep();
        assertTrue(queue.maySleep());
        queue.give(task);
        assertFalse(queue.maySleep());
        assertSame(task, queue.take());
        assertTrue(queue.maySleep());
    }

    @Test
    void aClosedQueueTakesNothingMoreButIsEmptied() {
        queue.give(task);
        queue.close();
        assertThrows(RejectedExecutionException.class, () -> queue.give(task));
        assertSame(task, queue.take());
        assertNull(queue.take());
    }

    @Test
    void whatIsLeftAtTheEndComesInOrder() {
        List<Runnable> given = List.of(() -> {}, () -> {}, () -> {});
        given.forEach(queue::give);
        assertEquals(given, queue.end());
        assertThrows(RejectedExecutionException.class, () -> queue.give(task));
        assertEquals(List.of(), queue.end());
    }
}
