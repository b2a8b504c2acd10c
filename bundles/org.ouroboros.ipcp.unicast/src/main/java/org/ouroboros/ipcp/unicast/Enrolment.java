// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.ipcp.unicast;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.ouroboros.ipcp.unicast.wire.EnrolmentAck;
import org.ouroboros.ipcp.unicast.wire.EnrolmentRequest;
import org.ouroboros.ipcp.unicast.wire.EnrolmentResponse;
import org.ouroboros.ipcp.unicast.wire.LayerConfiguration;
import org.ouroboros.loop.IpcpLoop;
import org.ouroboros.loop.LoopTimer;
import org.ouroboros.packet.Packet;

/** Enrols neighbours: the member's side (network specification, section 4.3). Confined to the loop. */
final class Enrolment implements Component {
    private static final System.Logger LOG = System.getLogger(Enrolment.class.getName());

    /** How long a neighbour may take to ask, and then to say how it went. */
    private static final long LIMIT_NS = TimeUnit.SECONDS.toNanos(20);

    private final String ipcp;
    private final IpcpLoop loop;
    private final ConnectionManager connections;
    private final Supplier<LayerConfiguration> layer;
    private final Map<Connection, Joiner> joiners = new HashMap<>(); // as many as there are connections
    private long enrolled;
    private long failed;

    /**
     * Makes the component.
     *
     * @param ipcp name of this IPCP
     * @param loop the loop that it lives on
     * @param connections where its connections are given back
     * @param layer the configuration as this member hands it out
     */
    Enrolment(String ipcp, IpcpLoop loop, ConnectionManager connections, Supplier<LayerConfiguration> layer) {
        this.ipcp = ipcp;
        this.loop = loop;
        this.connections = connections;
        this.layer = layer;
    }

    /** {@return how many neighbours said that they are members now} */
    long enrolled() {
        return enrolled;
    }

    /** {@return how many enrolments came to nothing} */
    long failed() {
        return failed;
    }

    @Override
    public void added(Connection connection) {
        LoopTimer limit = loop.timer(() -> fail(connection, "it took too long"));
        joiners.put(connection, new Joiner(limit, Optional.empty()));
        limit.arm(LIMIT_NS);
    }

    @Override
    public void receive(Connection connection, Packet packet) {
        byte[] message = Connection.bytes(packet);
        Joiner joiner = joiners.get(connection);
        if (joiner == null) {
            return;
        }
        joiner.asked()
                .ifPresentOrElse(id -> finish(connection, id, message), () -> answer(connection, joiner, message));
    }

    @Override
    public void removed(Connection connection) {
        if (forget(connection)) {
            failed++;
        }
    }

    private void answer(Connection connection, Joiner joiner, byte[] message) {
        Optional<EnrolmentRequest> request = EnrolmentRequest.decode(message);
        if (request.isEmpty()) {
            fail(connection, "its request of " + message.length + " bytes is malformed");
            return;
        }
        long id = request.get().id();
        byte[] response = new EnrolmentResponse(id, loop.wallClockNs(), 0, Optional.of(layer.get())).encode();
        if (connection.send(response)) {
            joiners.put(connection, new Joiner(joiner.limit(), Optional.of(id)));
        } else {
            fail(connection, "the response could not be sent");
        }
    }

    private void finish(Connection connection, long id, byte[] message) {
        Optional<EnrolmentAck> ack = EnrolmentAck.decode(message);
        if (ack.isEmpty() || ack.get().id() != id || ack.get().result() != 0) {
            fail(connection, ack.map(EnrolmentAck::toString).orElse("its acknowledgement is malformed"));
            return;
        }
        enrolled++;
        forget(connection);
        connections.release(connection);
    }

    private void fail(Connection connection, String reason) {
        failed++;
        forget(connection);
        connections.release(connection);
        LOG.log(System.Logger.Level.DEBUG, "IPCP {0}: the enrolment of a neighbour failed: {1}", ipcp, reason);
    }

    private boolean forget(Connection connection) {
        Joiner joiner = joiners.remove(connection);
        if (joiner != null) {
            joiner.limit().cancel();
        }
        return joiner != null;
    }

    /**
     * A neighbour that enrols.
     *
     * @param limit ends it when it takes too long
     * @param asked the id of its request, once that came
     */
    private record Joiner(LoopTimer limit, Optional<Long> asked) {}
}
