// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.irm;

import java.util.Optional;
import org.ouroboros.packet.Packet;
import org.ouroboros.policy.reliability.ReliabilityPolicy.Machine;
import org.ouroboros.policy.reliability.ReliabilityState;

/** A machine that may throw on what arrives; for the rest another one works. */
final class FaultyMachine implements Machine {
    private final Machine machine;
    private final boolean clumsy;

    FaultyMachine(Machine machine, boolean clumsy) {
        this.machine = machine;
        this.clumsy = clumsy;
    }

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
        if (clumsy) {
            packet.release();
            throw new IllegalStateException("clumsy");
        }
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
        machine.resume(state);
    }

    @Override
    public void close() {
        machine.close();
    }
}
