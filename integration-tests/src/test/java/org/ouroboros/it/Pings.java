// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.it;

import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;
import static org.ouroboros.it.Eventually.eventually;

import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.ouroboros.api.Flow;

/** A client that pings, and waits for each answer, until it is ended, or its flow is. */
final class Pings {
    private final AtomicInteger answered = new AtomicInteger();
    private final AtomicBoolean enough = new AtomicBoolean();
    private final FutureTask<Void> client;

    Pings(Flow flow) {
        client = new FutureTask<>(() -> {
            while (!enough.get()) {
                Messages.ping(flow, answered.get());
                answered.incrementAndGet();
            }
            return null;
        });
        Thread.startVirtualThread(client);
    }

    void awaitMore() throws Exception {
        int before = answered.get();
        eventually(() -> assertTrue(client.isDone() || answered.get() > before + 10));
        assertFalse("a ping was lost", client.isDone());
    }

    void end() throws Exception {
        enough.set(true);
        client.get(Eventually.LIMIT.toSeconds(), TimeUnit.SECONDS);
    }
}
