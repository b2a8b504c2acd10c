// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.irm;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.ouroboros.api.irm.IpcpInfo;
import org.ouroboros.api.irm.IpcpState;
import org.ouroboros.api.irm.IrmException;
import org.ouroboros.api.irm.LoopInfo;
import org.ouroboros.api.irm.SystemEvent;
import org.ouroboros.loop.IpcpLoop;
import org.ouroboros.loop.IpcpLoops;
import org.ouroboros.loop.LoopTimer;
import org.ouroboros.loop.LoopWatcher;

/**
 * What is said of the system while something does not return on the loop of the IRM, and nobody can be asked there: its
 * IPCPs are down, as they were known a moment before. Any thread.
 */
final class Standstill implements LoopWatcher, AutoCloseable {
    /** Age of what is known of IPCPs, at most. */
    private static final long REFRESH_NS = TimeUnit.SECONDS.toNanos(1);

    /** How long a request waits for the loop to go on: what takes a moment, on a machine that is busy, keeps nobody from working. */
    private static final long PATIENCE_NS = TimeUnit.SECONDS.toNanos(2);

    private static final long LOOK_NS = TimeUnit.MILLISECONDS.toNanos(20);

    private final IpcpLoop loop;
    private final IpcResourceManager core;
    private final Chronicle chronicle;
    private final IpcpLoops.Watch watch;
    private final LoopTimer refresh;
    private volatile List<IpcpInfo> known = List.of(); // written on the loop

    /**
     * Begins.
     *
     * @param loops the loops of the system
     * @param core what lives on the shared one
     * @param chronicle takes events, here of any thread
     */
    Standstill(IpcpLoops loops, IpcResourceManager core, Chronicle chronicle) {
        this.loop = loops.shared();
        this.core = core;
        this.chronicle = chronicle;
        this.refresh = loop.timer(this::refresh);
        this.watch = loops.watch(this);
        loop.execute(this::refresh);
    }

    /** Ends. On the loop. */
    @Override
    public void close() {
        watch.close();
        refresh.cancel();
    }

    private void refresh() {
        look();
        refresh.arm(REFRESH_NS);
    }

    /** {@return the IPCPs, which are known then} On the loop. */
    List<IpcpInfo> look() {
        List<IpcpInfo> ipcps = core.ipcps();
        known = ipcps;
        return ipcps;
    }

    /** {@return the IPCPs, if the loop stands still} */
    Optional<List<IpcpInfo>> ipcps() {
        return culprit().map(by -> known.stream().map(ipcp -> down(ipcp, by)).toList());
    }

    /** Waits for a loop that stands still, for a moment, and refuses a request that would not be answered. */
    void requireMoving(String what) {
        Optional<String> culprit = culprit();
        long sinceNs = System.nanoTime();
        while (culprit.isPresent()
                && System.nanoTime() - sinceNs < PATIENCE_NS
                && !Thread.currentThread().isInterrupted()) {
            LockSupport.parkNanos(this, LOOK_NS);
            culprit = culprit();
        }
        culprit.ifPresent(by -> {
            throw new IrmException(
                    IrmException.Problem.UNAVAILABLE,
                    what + ": loop " + loop.name() + " is held up by " + by + "; try again when that has returned");
        });
    }

    private Optional<String> culprit() {
        return loop.info().heldUp();
    }

    @Override
    public void heldUp(LoopInfo held) {
        if (held.name().equals(loop.name())) {
            String by = held.heldUp().orElse("something");
            chronicle.tell(
                    SystemEvent.LOOP_HELD_UP,
                    held.name(),
                    "loop " + held.name() + " is held up by " + by + "; down until that returns: " + names());
        }
    }

    @Override
    public void goesOn(LoopInfo held, String outcome) {
        if (held.name().equals(loop.name())) {
            chronicle.tell(
                    SystemEvent.LOOP_GOES_ON,
                    held.name(),
                    "loop " + held.name() + " goes on; it was held up by " + outcome + "; up again: " + names());
        }
    }

    private String names() {
        List<IpcpInfo> ipcps = known;
        return ipcps.isEmpty()
                ? "no IPCP"
                : ipcps.stream().map(IpcpInfo::name).collect(Collectors.joining(", ", "IPCP ", ""));
    }

    private static IpcpInfo down(IpcpInfo ipcp, String by) {
        return new IpcpInfo(
                ipcp.id(),
                ipcp.name(),
                ipcp.type(),
                ipcp.layer(),
                IpcpState.HELD_UP,
                ipcp.registered(),
                ipcp.flows(),
                ipcp.origin(),
                Optional.of("held up by " + by));
    }
}
