// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.ipcp.unicast;

import java.util.List;
import java.util.function.Supplier;
import org.ouroboros.loop.IpcpLoop;
import org.ouroboros.policy.congestion.CongestionPolicy;
import org.ouroboros.policy.congestion.CongestionPolicy.Controller;
import org.ouroboros.policy.congestion.CongestionState;

/**
 * The congestion policy of a member, and what holds where it fails: packets leave, and are not marked. Confined to the loop.
 */
final class CongestionControl implements AutoCloseable {
    private final IpcpLoop loop;
    private final Health health;
    private final CongestionAdoption adoption;
    private final PolicyUse<CongestionPolicy> policy;

    /**
     * Opens the slot of the policy.
     *
     * @param ipcp name of the IPCP
     * @param loop the loop that it lives on
     * @param policies what is present
     * @param names the policies to use
     * @param flows the flows that end here
     */
    CongestionControl(
            String ipcp, IpcpLoop loop, Policies policies, PolicyNames names, Supplier<List<UnicastFlow>> flows) {
        this.loop = loop;
        this.health =
                new Health("IPCP " + ipcp + ": congestion policy", "packets leave, and are not marked", this::label);
        this.adoption = new CongestionAdoption(loop, flows, health);
        this.policy = new PolicyUse<>(
                policies.congestion(),
                ipcp,
                names.congestion(),
                Congestion.FROZEN,
                adoption,
                names.choosing(CongestionPolicy.KIND));
    }

    private String label() {
        return policy.label();
    }

    /** {@return a controller for a flow, to be given back to {@link #close(Controller)}} */
    Controller open(CongestionState start) {
        long nowNs = loop.nowNs();
        try {
            return policy.inUse().open(start, nowNs);
        } catch (RuntimeException | Error failure) {
            health.violation("failed to open", failure);
            return Congestion.FROZEN.open(start, nowNs);
        }
    }

    /** {@return from where a successor of a controller goes on} */
    CongestionState state(Controller controller) {
        return adoption.state(controller, CongestionState.SLOW_START);
    }

    /** Closes a controller. */
    void close(Controller controller) {
        health.close(controller);
    }

    /** Marks a packet that is to wait behind others. */
    int mark(int ecn, int queued) {
        try {
            int mark = policy.inUse().mark(ecn, queued);
            if (mark >= 0 && mark <= 0xFF) {
                return mark;
            }
            health.violation("marked a packet with what is outside 0..255");
        } catch (RuntimeException | Error failure) {
            health.violation("failed", failure);
        }
        return ecn;
    }

    /** {@return how long the packets after one of a flow have to wait, in nanoseconds} */
    long waitNs(Controller controller, int bytes) {
        try {
            long waitNs = controller.onSend(bytes, loop.recentNs());
            if (waitNs <= CongestionPolicy.LONGEST_WAIT_NS) {
                return waitNs;
            }
            health.violation("held a flow for longer than a second");
            return CongestionPolicy.LONGEST_WAIT_NS;
        } catch (RuntimeException | Error failure) {
            health.violation("failed", failure);
            return 0;
        }
    }

    /** {@return the level to echo for a packet that arrived, or {@link CongestionPolicy#NO_ECHO}} */
    int level(Controller controller, int ecn) {
        try {
            return controller.onReceive(ecn);
        } catch (RuntimeException | Error failure) {
            health.violation("failed", failure);
            return CongestionPolicy.NO_ECHO;
        }
    }

    /** Tells a controller what the peer echoes. */
    void echoed(Controller controller, int ece) {
        try {
            controller.onEcho(ece, loop.nowNs());
        } catch (RuntimeException | Error failure) {
            health.violation("failed", failure);
        }
    }

    @Override
    public void close() {
        policy.close();
    }
}
