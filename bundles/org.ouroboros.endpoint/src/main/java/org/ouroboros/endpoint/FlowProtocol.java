// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.endpoint;

import java.util.function.Consumer;
import java.util.function.Predicate;
import org.ouroboros.packet.Packet;
import org.ouroboros.policy.reliability.ReliabilityPolicy;
import org.ouroboros.policy.reliability.ReliabilityPolicy.Machine;

/**
 * The protocol of one flow end: a machine, which may be away for a while and is told then what it missed. One that throws takes the flow
 * down, unless it is watched and the peer sends the packet again. Confined to the loop.
 */
final class FlowProtocol {
    private static final Predicate<Machine> WRITABLE = Machine::writable;
    private static final Predicate<Machine> SETTLED = Machine::settled;

    private final Protection.Host host;
    private final Stage<ReliabilityPolicy, Machine> stage;
    private int pieces = 1;
    private boolean roomMissed; // said while no machine was there
    private boolean farewellMissed;

    /**
     * Uses a protocol.
     *
     * @param host the end of the flow
     * @param stage opens the machine
     */
    FlowProtocol(Protection.Host host, Stage<ReliabilityPolicy, Machine> stage) {
        this.host = host;
        this.stage = stage;
    }

    Stage<ReliabilityPolicy, Machine> stage() {
        return stage;
    }

    boolean writable() {
        return is(WRITABLE);
    }

    boolean settled() {
        return stage.session() == null ? stage.settled() : is(SETTLED);
    }

    /** {@return how many packets a message may take: of the machine that will come back while none is there} */
    int pieces() {
        Machine machine = stage.session();
        if (machine != null) {
            pieces = machine.pieces();
        }
        return pieces;
    }

    void roomAgain() {
        roomMissed = !tell(Machine::roomAgain);
    }

    void farewell() {
        farewellMissed = !tell(Machine::farewell);
    }

    /** Tells the machine what was said while none was there. */
    void catchUp() {
        if (farewellMissed) {
            farewell();
        }
        if (roomMissed) {
            roomAgain();
        }
    }

    /** Sends a message. */
    void send(Packet packet) {
        Machine machine = stage.session();
        if (machine == null || !writable()) {
            host.drop(packet);
            return;
        }
        stage.asked();
        try {
            machine.write(packet);
        } catch (RuntimeException failure) {
            stage.failed(failure);
            giveUp(failure); // whoever takes over would not miss the message
        }
    }

    /** Takes a packet of the peer. */
    void receive(Packet packet) {
        Machine machine = stage.session();
        if (machine == null) {
            host.drop(packet);
            return;
        }
        try {
            machine.receive(packet);
        } catch (RuntimeException failure) {
            failed(failure);
        }
    }

    /** {@return whether a packet without checksum is one that some peers do not protect} */
    boolean isControl(Packet packet) {
        Machine machine = stage.session();
        return machine != null && machine.isControl(packet);
    }

    /** {@return whether there was a machine to be told} */
    private boolean tell(Consumer<Machine> news) {
        Machine machine = stage.session();
        if (machine == null) {
            return false;
        }
        try {
            news.accept(machine);
        } catch (RuntimeException failure) {
            failed(failure);
        }
        return true;
    }

    /** {@return what the machine answers; false if none is there} */
    private boolean is(Predicate<Machine> question) {
        Machine machine = stage.session();
        try {
            return machine != null && question.test(machine);
        } catch (RuntimeException failure) {
            failed(failure);
            return false;
        }
    }

    private void failed(RuntimeException failure) {
        if (!stage.failed(failure)) {
            giveUp(failure);
        }
    }

    private void giveUp(RuntimeException failure) {
        host.fail("its reliability policy failed: " + failure);
    }
}
