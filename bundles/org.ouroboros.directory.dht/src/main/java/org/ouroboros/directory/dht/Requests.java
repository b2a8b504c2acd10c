// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.directory.dht;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.ouroboros.loop.IpcpLoop;
import org.ouroboros.loop.LoopTimer;

/**
 * The requests that wait for their answers. One that is late is sent a second time, with the same cookie: the network may have lost it, and
 * nothing below this sends anything again.
 */
final class Requests implements AutoCloseable {
    /** Requests that wait at a time. */
    static final int MOST = 1_024;

    /** When a request is late, in nanoseconds. */
    static final long LATE_NS = 300_000_000L;

    /** When it is given up: the response time-out of the prototype, in nanoseconds. */
    static final long GIVEN_UP_NS = 2_000_000_000L;

    /** Whoever asks. It hears {@link #late} at most once, then one of the others once. */
    interface Asker {
        /** One whom no answer concerns: messages are taken note of all the same. */
        Asker NOBODY = new Asker() {};

        /** Says that an answer came. */
        default void answered(Contact asked, DhtMessage.Answer answer) {}

        /** Says that the answer takes long. */
        default void late(Contact asked) {}

        /** Says that no answer will come. */
        default void unanswered(Contact asked) {}
    }

    private final IpcpLoop loop;
    private final Outbox outbox;
    private final Counters counters;
    private final Consumer<Contact> silent;
    private final Map<Long, Request> byCookie = new LinkedHashMap<>(); // the oldest first
    private final LoopTimer timer;

    /**
     * Makes an empty collection.
     *
     * @param silent hears of each member that did not answer
     */
    Requests(IpcpLoop loop, Outbox outbox, Counters counters, Consumer<Contact> silent) {
        this.loop = loop;
        this.outbox = outbox;
        this.counters = counters;
        this.silent = silent;
        this.timer = loop.timer(this::review);
    }

    /**
     * Sends a request.
     *
     * @return whether it was sent; false if too many wait
     */
    boolean ask(Contact to, Key key, boolean forValue, Asker asker) {
        if (byCookie.size() == MOST) {
            counters.add(Count.UNASKED);
            return false;
        }
        long cookie = newCookie();
        byCookie.put(cookie, new Request(to, cookie, key, forValue, asker, loop.nowNs()));
        if (!timer.armed()) {
            timer.arm(LATE_NS);
        }
        outbox.find(to.address(), cookie, key, forValue);
        return true;
    }

    /** {@return whether an answer is to a request that waits, and so is to be believed} */
    boolean awaits(DhtMessage.Answer answer) {
        Request request = byCookie.get(answer.cookie());
        return request != null && request.forValue == answer.forValue() && request.key.equals(answer.key());
    }

    /** Hands an answer that is awaited to whoever asked. */
    void answered(DhtMessage.Answer answer) {
        Request request = byCookie.remove(answer.cookie());
        if (request != null) {
            request.asker.answered(request.to, answer);
        }
    }

    @Override
    public void close() {
        byCookie.clear();
        timer.cancel();
    }

    /** Sends again what is late, and gives up what is too late. */
    private void review() {
        long nowNs = loop.nowNs();
        List<Request> late = new ArrayList<>();
        List<Request> givenUp = new ArrayList<>();
        for (Request request : byCookie.values()) {
            long ageNs = nowNs - request.sentNs;
            if (ageNs >= GIVEN_UP_NS) {
                givenUp.add(request);
            } else if (ageNs >= LATE_NS && !request.late) {
                late.add(request);
            } else if (ageNs < LATE_NS) {
                break;
            }
        }
        givenUp.forEach(request -> byCookie.remove(request.cookie));
        late.forEach(this::repeat);
        givenUp.forEach(request -> {
            counters.add(Count.UNANSWERED);
            silent.accept(request.to);
            request.asker.unanswered(request.to);
        });
        rearm();
    }

    private void repeat(Request request) {
        request.late = true;
        counters.add(Count.REPEATED);
        outbox.find(request.to.address(), request.cookie, request.key, request.forValue);
        request.asker.late(request.to);
    }

    private void rearm() {
        if (byCookie.isEmpty()) {
            timer.cancel();
            return;
        }
        long nowNs = loop.nowNs();
        long nextNs = byCookie.values().iterator().next().sentNs + GIVEN_UP_NS - nowNs;
        for (Request request : byCookie.values()) {
            if (!request.late) {
                nextNs = Math.min(nextNs, request.sentNs + LATE_NS - nowNs);
                break;
            }
        }
        timer.arm(nextNs);
    }

    private long newCookie() {
        byte[] random = new byte[Long.BYTES];
        long cookie;
        do {
            loop.secureRandom(random);
            cookie = ByteBuffer.wrap(random).getLong();
        } while (cookie == 0 || byCookie.containsKey(cookie));
        return cookie;
    }

    /** One request. */
    private static final class Request {
        private final Contact to;
        private final long cookie;
        private final Key key;
        private final boolean forValue;
        private final Asker asker;
        private final long sentNs;
        private boolean late;

        Request(Contact to, long cookie, Key key, boolean forValue, Asker asker, long sentNs) {
            this.to = to;
            this.cookie = cookie;
            this.key = key;
            this.forValue = forValue;
            this.asker = asker;
            this.sentNs = sentNs;
        }
    }
}
