// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.ipcp.unicast;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.ouroboros.packet.PacketPool;
import org.ouroboros.testing.LogCapture;

/** Who is told that two neighbours have one name, and how often. */
class NamesakesTest {
    private final PacketPool pool = new PacketPool(1 << 16);
    private final LogCapture log = new LogCapture(Namesakes.class);
    private final Namesakes namesakes = new Namesakes("a");

    @AfterEach
    void releaseLog() {
        log.close();
    }

    private Connection neighbour(String name, long address) {
        Connection connection = new Connection(pool, Optional.empty(), false);
        connection.attach(new RecordingFlow());
        connection.introduced(address, Optional.of(name));
        return connection;
    }

    @Test
    void anotherNeighbourOfTheNameIsToldOfOnce() {
        Connection known = neighbour("b", 1);
        for (long address = 2; address < 5; address++) {
            namesakes.look(Stream.of(known), neighbour("b", address));
        }
        assertEquals(1, log.lines().size());
    }

    @Test
    void aSecondConnectionToTheSameNeighbourAndOneThatIsOverAreNone() {
        Connection known = neighbour("b", 1);
        namesakes.look(Stream.of(known), neighbour("b", 1));
        namesakes.look(Stream.of(known), neighbour("c", 2));
        known.release();
        namesakes.look(Stream.of(known), neighbour("b", 2));
        namesakes.look(
                Stream.of(RecordingFlow.prototype(pool, new RecordingFlow(), 7)),
                RecordingFlow.prototype(pool, new RecordingFlow(), 8));
        assertEquals(0, log.lines().size());
    }

    @Test
    void whateverNamesNeighboursSayTheLogIsNotFilled() {
        LongStream.range(0, 1_000)
                .forEach(each -> namesakes.look(Stream.of(neighbour("n" + each, 1)), neighbour("n" + each, 2)));
        assertEquals(64, log.lines().size());
    }
}
