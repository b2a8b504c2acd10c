// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.ipcp.unicast;

import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.ouroboros.ipcp.unicast.wire.CepMessage;
import org.ouroboros.loop.IpcpLoop;
import org.ouroboros.loop.LoopTimer;
import org.ouroboros.packet.Packet;

/** Waits for the message with which a neighbour introduces itself (network specification, section 4.2). */
final class Handshake implements Connection.Holder {
    /** How long the message may take. */
    static final long LIMIT_NS = TimeUnit.SECONDS.toNanos(5);

    /** What comes of it. */
    interface Outcome {
        void introduced(CepMessage message);

        /** Says that nobody introduced himself; the flow is released. */
        void failed(String reason);
    }

    private final Connection connection;
    private final Outcome outcome;
    private final LoopTimer limit;

    private Handshake(IpcpLoop loop, Connection connection, Outcome outcome) {
        this.connection = connection;
        this.outcome = outcome;
        this.limit = loop.timer(() ->
                connection.lose("no introduction came within " + TimeUnit.NANOSECONDS.toMillis(LIMIT_NS) + " ms"));
    }

    /** Waits on a connection. */
    static void await(IpcpLoop loop, Connection connection, Outcome outcome) {
        Handshake handshake = new Handshake(loop, connection, outcome);
        connection.hand(handshake);
        handshake.limit.arm(LIMIT_NS);
    }

    @Override
    public void receive(Packet packet) {
        limit.cancel();
        byte[] message = Connection.bytes(packet);
        Optional<CepMessage> introduction = CepMessage.decode(message);
        if (introduction.isPresent()) {
            outcome.introduced(introduction.get());
        } else {
            connection.lose("the introduction of " + message.length + " bytes is malformed");
        }
    }

    @Override
    public void gone(String reason) {
        limit.cancel();
        outcome.failed(reason);
    }
}
