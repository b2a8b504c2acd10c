// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.ouroboros.command.CommandFailed;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class WorkTest {
    @Test
    void itIsDoneByAnotherThread() throws Exception {
        assertNotSame(Thread.currentThread(), Work.await("test", Thread::currentThread, () -> {}));
    }

    @Test
    void whatItThrowsIsThrown() {
        assertThrows(
                CommandFailed.class,
                () -> Work.await(
                        "test",
                        () -> {
                            throw new CommandFailed("no");
                        },
                        () -> {}));
    }

    @Test
    void anInterruptGivesItUpAndItsEndIsAwaited() throws Exception {
        CountDownLatch givenUp = new CountDownLatch(1);
        Thread.currentThread().interrupt();
        String result = Work.await(
                "test",
                () -> {
                    givenUp.await();
                    return Thread.currentThread().isInterrupted() ? "interrupted" : "ended";
                },
                givenUp::countDown);
        assertEquals("ended", result);
        assertFalse(Thread.currentThread().isInterrupted());
    }
}
