// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.it.network;

import static java.nio.ByteOrder.BIG_ENDIAN;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.time.Duration;
import org.ouroboros.api.QosSpec;

/**
 * A program on a host with the prototype that writes numbered messages at a {@linkplain Pace pace}, or reads them and tells its tally whenever it
 * finds none for a while.
 */
final class PrototypeOneWay {
    /** What it says when it takes flows. */
    static final String UP = "up";

    private static final Duration SILENCE = Duration.ofMillis(500);
    private static final ValueLayout.OfLong NUMBER = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(BIG_ENDIAN);

    private final PrototypeLibrary library;
    private final MemorySegment message = Arena.global().allocate(Tally.MESSAGE);
    private final Pace pace = new Pace();

    private PrototypeOneWay(Path file) {
        library = new PrototypeLibrary(file);
    }

    /** Takes the file of the library; then {@code serve EVERY PAUSE_MS}, or what {@link OneWayCommand} takes, after its name. */
    public static void main(String... words) throws Throwable {
        PrototypeOneWay program = new PrototypeOneWay(Path.of(words[0]));
        if (words[1].equals("serve")) {
            program.read(Integer.parseInt(words[2]), Duration.ofMillis(Long.parseLong(words[3])));
        } else {
            program.write(words[2], Long.parseLong(words[3]), QosSpec.preset(words[4]));
        }
    }

    private void read(int every, Duration pause) throws Throwable {
        System.out.println(UP);
        while (true) {
            int flow = library.accept();
            MemorySegment room = Arena.global().allocate(2 * Tally.MESSAGE);
            Thread.ofPlatform().start(() -> {
                try {
                    take(flow, room, every, pause);
                } catch (Throwable failure) {
                    failure.printStackTrace(System.out);
                }
            });
        }
    }

    private void take(int flow, MemorySegment room, int every, Duration pause) throws Throwable {
        PrototypeLibrary.Events events = library.events(flow, SILENCE);
        System.out.println("new flow " + flow);
        Tally tally = Tally.NONE;
        while (true) {
            if (!library.await(events)) {
                System.out.println(tally);
            }
            long length = library.read(flow, room);
            while (length > 0) {
                tally = tally.with(room.get(NUMBER, 0));
                if (tally.read() % every == 0) {
                    Thread.sleep(pause);
                }
                length = library.read(flow, room);
            }
            if (length != PrototypeLibrary.AGAIN) {
                System.out.println("error " + length + " on flow " + flow + ": " + tally);
                library.deallocate(flow);
                return;
            }
        }
    }

    private void write(String name, long count, QosSpec qos) throws Throwable {
        int flow = library.allocate(name, qos);
        if (flow < 0) {
            System.out.println("Failed to allocate flow: " + flow);
            return;
        }
        System.out.println("new flow");
        for (long number = 0; number < count; number++) {
            pace.await();
            message.set(NUMBER, 0, number);
            long written = library.write(flow, message);
            if (written != Tally.MESSAGE) {
                System.out.println("error " + written + " at message " + number);
                return;
            }
        }
        library.deallocate(flow);
        System.out.println(Tally.wrote(count));
    }
}
