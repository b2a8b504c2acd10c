// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.loop.event;

import io.netty.channel.IoHandlerFactory;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.nio.NioIoHandler;
import java.lang.System.Logger.Level;

/** What the I/O of an event loop runs on. */
enum Transport {
    /** Linux' epoll, by a native library of Netty. */
    EPOLL,
    /** The JDK's selectors: everywhere. */
    NIO;

    /** Value of the configuration that takes the best there is. */
    static final String AUTO = "auto";

    private static final System.Logger LOG = System.getLogger(Transport.class.getName());

    /**
     * Finds what is asked for, or else what works, and logs which it is.
     *
     * @param wanted {@code auto}, {@code epoll} or {@code nio}
     * @return what works here
     */
    static Transport choose(String wanted) {
        Transport chosen = chosen(wanted);
        LOG.log(Level.INFO, "loops use transport {0}", chosen.keyword());
        return chosen;
    }

    private static Transport chosen(String wanted) {
        return switch (wanted) {
            case AUTO -> Epoll.isAvailable() ? EPOLL : NIO;
            case "nio" -> NIO;
            case "epoll" -> Epoll.isAvailable() ? EPOLL : instead(wanted, "its native library does not load here");
            default -> instead(wanted, "it is none of auto, epoll and nio");
        };
    }

    private static Transport instead(String wanted, String reason) {
        Transport works = chosen(AUTO);
        LOG.log(
                Level.WARNING,
                "transport ''{0}'' cannot be used: {1}; set {2}, which is used now",
                wanted,
                reason,
                works.keyword());
        return works;
    }

    String keyword() {
        return this == EPOLL ? "epoll" : "nio";
    }

    /** {@return what makes the I/O of a loop} */
    IoHandlerFactory handlers() {
        return this == EPOLL ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
    }
}
