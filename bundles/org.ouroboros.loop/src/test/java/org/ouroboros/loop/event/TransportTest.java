// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.loop.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.channel.IoEventLoop;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.nio.NioIoHandler;
import java.util.List;
import java.util.logging.Level;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ouroboros.testing.LogCapture;

class TransportTest {
    /** {@return what works on this machine} */
    static Stream<Transport> available() {
        return Stream.of(Transport.values()).filter(transport -> transport == Transport.NIO || Epoll.isAvailable());
    }

    @Test
    void theLibraryOfEpollLoadsOnLinux() {
        boolean linux = System.getProperty("os.name").equals("Linux");
        assertEquals(linux, Epoll.isAvailable(), () -> String.valueOf(Epoll.unavailabilityCause()));
    }

    @Test
    void theBestOfWhatWorksIsTakenAndSaidInOneLine() {
        try (LogCapture log = new LogCapture(Transport.class)) {
            Transport best = available().findFirst().orElseThrow();
            assertEquals(best, Transport.choose("auto"));
            assertEquals(List.of(Level.INFO), levels(log));
        }
    }

    @ParameterizedTest
    @MethodSource("available")
    void whatIsAskedForIsTakenIfItWorks(Transport transport) {
        assertEquals(transport, Transport.choose(transport.keyword()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "EPOLL", "io_uring"})
    void aWrongValueCostsAWarningThatNamesItAndWhatIsUsed(String wrong) {
        try (LogCapture log = new LogCapture(Transport.class)) {
            Transport used = Transport.choose(wrong);
            assertEquals(available().findFirst().orElseThrow(), used);
            assertEquals(List.of(Level.WARNING, Level.INFO), levels(log));
            List<Object> named = List.of(log.records().getFirst().getParameters());
            assertTrue(named.contains(wrong) && named.contains(used.keyword()), named.toString());
        }
    }

    @ParameterizedTest
    @MethodSource("available")
    void anEventLoopGivesAccessToNettysAndToNothingElse(Transport transport) {
        try (EventLoop loop = new EventLoop("loop", transport)) {
            IoEventLoop netty = loop.adapt(IoEventLoop.class).orElseThrow();
            assertEquals(transport == Transport.EPOLL, netty.isIoType(EpollIoHandler.class));
            assertEquals(transport == Transport.NIO, netty.isIoType(NioIoHandler.class));
            assertTrue(loop.adapt(EventLoop.class).isEmpty());
        }
    }

    private static List<Level> levels(LogCapture log) {
        return log.records().stream().map(logged -> logged.getLevel()).toList();
    }
}
