// SPDX-License-Identifier: Apache-2.0
package com.example.faulty.postponing;

import java.util.Optional;
import java.util.OptionalLong;
import org.osgi.service.component.annotations.Component;
import org.ouroboros.packet.Packet;
import org.ouroboros.policy.Policy;
import org.ouroboros.policy.reliability.ReliabilityPolicy;
import org.ouroboros.policy.reliability.ReliabilityState;
import org.ouroboros.policy.reliability.ReliabilityState.Sending;
import org.ouroboros.reliability.frcp.FrcpPolicy;

/** Its machines begin each time-out anew when they take over. */
@Component
@Policy(kind = ReliabilityPolicy.KIND, name = "postponing")
public final class PostponingPolicy implements ReliabilityPolicy {
    private final ReliabilityPolicy sound = new FrcpPolicy();

    @Override
    public Machine open(FlowEnd flow) {
        return new PostponingMachine(sound.open(flow));
    }

    @Override
    public int stateVersion() {
        return ReliabilityState.VERSION;
    }

    private static ReliabilityState withoutTimeout(ReliabilityState state) {
        Sending sending = state.sending();
        Sending begunAnew = new Sending(
                sending.oldest(),
                sending.next(),
                sending.limit(),
                sending.trusted(),
                sending.progressNs(),
                sending.timeouts(),
                OptionalLong.empty(),
                sending.question(),
                sending.kept());
        return new ReliabilityState(begunAnew, state.receiving(), state.roundTrip(), state.heardNs());
    }

    /**
     * What a sound machine does, but for that.
     *
     * @param machine the sound one
     */
    private record PostponingMachine(Machine machine) implements Machine {
        @Override
        public int headerBytes() {
            return machine.headerBytes();
        }

        @Override
        public boolean writable() {
            return machine.writable();
        }

        @Override
        public int pieces() {
            return machine.pieces();
        }

        @Override
        public void write(Packet packet) {
            machine.write(packet);
        }

        @Override
        public void receive(Packet packet) {
            machine.receive(packet);
        }

        @Override
        public void roomAgain() {
            machine.roomAgain();
        }

        @Override
        public boolean settled() {
            return machine.settled();
        }

        @Override
        public boolean isControl(Packet packet) {
            return machine.isControl(packet);
        }

        @Override
        public void farewell() {
            machine.farewell();
        }

        @Override
        public Optional<ReliabilityState> state() {
            return machine.state();
        }

        @Override
        public ReliabilityState handOver() {
            return machine.handOver();
        }

        @Override
        public void resume(ReliabilityState state) {
            machine.resume(withoutTimeout(state));
        }

        @Override
        public void close() {
            machine.close();
        }
    }
}
