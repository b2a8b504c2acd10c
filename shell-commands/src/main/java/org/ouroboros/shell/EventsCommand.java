// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.shell;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArraySet;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.event.Event;
import org.osgi.service.event.EventConstants;
import org.osgi.service.event.EventHandler;
import org.ouroboros.api.irm.SystemEvent;
import org.ouroboros.command.Form;
import org.ouroboros.command.Form.Example;
import org.ouroboros.command.Given;
import org.ouroboros.command.Invocation;
import org.ouroboros.command.Manual;
import org.ouroboros.command.Option;
import org.ouroboros.command.ShellCommand;

/** The command {@code events}. It remembers the latest events, and hands further ones to those who follow them. */
@Component(
        service = {ShellCommand.class, EventHandler.class},
        property = EventConstants.EVENT_TOPIC + "=" + SystemEvent.TOPICS + "*")
public final class EventsCommand implements ShellCommand, EventHandler {
    /** How many are remembered, and how many may wait for a follower; then it loses some. */
    private static final int LATEST = 1_000;

    private static final long SHOWN = 20;

    private static final Form FORM = new Form(
            "events",
            "shows what happened in this system: to types, IPCPs, names, processes, policies and refused flows",
            List.of(),
            List.of(
                    Option.valued(
                            "-n --count", "COUNT", "the latest COUNT, 1 to " + LATEST + "; " + SHOWN + " unless given"),
                    Option.flag("-f --follow", "waits for further ones until Ctrl-C")),
            List.of(
                    new Example("events -n 100", "the latest 100 events"),
                    new Example("events -f", "the latest 20, and then each as it happens")));

    private final Deque<Happened> latest = new ArrayDeque<>(LATEST); // guarded by itself
    private final Set<BlockingQueue<Happened>> followers = new CopyOnWriteArraySet<>();

    @Override
    public void handleEvent(Event event) {
        Happened happened = new Happened(
                Instant.ofEpochMilli((Long) event.getProperty(EventConstants.TIMESTAMP)),
                event.getTopic()
                        .substring(SystemEvent.TOPICS.length())
                        .toLowerCase(Locale.ROOT)
                        .replace('_', '-'),
                text(event, SystemEvent.SUBJECT),
                text(event, SystemEvent.MESSAGE));
        synchronized (latest) {
            if (latest.size() == LATEST) {
                latest.removeFirst();
            }
            latest.addLast(happened);
            followers.forEach(follower -> follower.offer(happened));
        }
    }

    private static String text(Event event, String property) {
        return Objects.requireNonNullElse(event.getProperty(property), "").toString();
    }

    @Override
    public Manual manual() {
        return Manual.of(FORM);
    }

    @Override
    public @Nullable Object run(Invocation invocation) {
        Given given = Given.parse(FORM, invocation.words());
        long count = given.number("-n", 1, LATEST, SHOWN);
        if (!given.has("-f")) {
            return list(count);
        }
        follow(count, invocation);
        return null;
    }

    /** {@return the latest ones, the last of them last} */
    Listing<Happened> list(long count) {
        synchronized (latest) {
            return Listing.of(latest(count), Happened::table);
        }
    }

    private List<Happened> latest(long count) {
        return latest.stream().skip(Math.max(0, latest.size() - count)).toList();
    }

    private void follow(long count, Invocation invocation) {
        BlockingQueue<Happened> further = new ArrayBlockingQueue<>(LATEST);
        List<Happened> before;
        synchronized (latest) {
            before = latest(count);
            followers.add(further);
        }
        try {
            before.forEach(event -> invocation.report(event, event.line()));
            while (true) {
                Happened event = further.take();
                invocation.report(event, event.line());
            }
        } catch (InterruptedException ended) {
            // by Ctrl-C, which is how following ends
        } finally {
            followers.remove(further);
        }
    }
}
