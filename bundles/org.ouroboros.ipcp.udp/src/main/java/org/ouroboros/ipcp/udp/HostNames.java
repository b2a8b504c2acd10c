// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.ipcp.udp;

import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The resolver of the system. It may hang in a native call, for which a virtual thread would keep a carrier; so a few threads of their
 * own look names up, and who asks waits for them.
 */
final class HostNames implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(HostNames.class.getName());

    private static final int THREADS = 4;
    private static final int WAITING = 64;
    private static final long IDLE_S = 5;

    private final ThreadPoolExecutor threads = new ThreadPoolExecutor(
            THREADS,
            THREADS,
            IDLE_S,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(WAITING),
            Thread.ofPlatform().daemon().name("ouroboros-udp-names-", 0).factory());

    HostNames() {
        threads.allowCoreThreadTimeOut(true);
    }

    /** {@return the addresses of a host name, none if it has none} Any thread; blocks. */
    List<InetAddress> resolve(String hostName) throws InterruptedException {
        try {
            Future<InetAddress[]> found = threads.submit(() -> InetAddress.getAllByName(hostName));
            return List.of(found.get());
        } catch (ExecutionException failure) {
            if (!(failure.getCause() instanceof UnknownHostException)) {
                LOG.log(Level.WARNING, "looking " + hostName + " up failed", failure.getCause());
            }
            return List.of();
        } catch (RejectedExecutionException busy) {
            LOG.log(Level.DEBUG, "{0} was not looked up: {1} names wait for that", hostName, WAITING);
            return List.of();
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
