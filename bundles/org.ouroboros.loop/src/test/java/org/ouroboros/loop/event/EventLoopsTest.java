// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.loop.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;
import org.ouroboros.api.irm.LoopInfo;
import org.ouroboros.loop.IpcpLoop;

class EventLoopsTest {
    @Test
    void theSharedLoopLivesAsLongAsTheComponent() throws Exception {
        EventLoops loops = new EventLoops();
        IpcpLoop shared = loops.shared();
        assertSame(shared, loops.shared());
        assertEquals(
                List.of("ouroboros-shared"),
                loops.infos().stream().map(LoopInfo::name).toList());
        Thread thread = shared.call(Thread::currentThread).get();
        loops.close();
        thread.join();
        assertThrows(RejectedExecutionException.class, () -> shared.execute(() -> {}));
    }
}
