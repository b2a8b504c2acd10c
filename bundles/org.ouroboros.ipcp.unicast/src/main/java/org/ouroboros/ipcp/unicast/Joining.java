// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.ipcp.unicast;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.ouroboros.api.QosSpec;
import org.ouroboros.ipcp.unicast.wire.EnrolmentAck;
import org.ouroboros.ipcp.unicast.wire.EnrolmentRequest;
import org.ouroboros.ipcp.unicast.wire.EnrolmentResponse;
import org.ouroboros.ipcp.unicast.wire.LayerConfiguration;
import org.ouroboros.loop.IpcpLoop;
import org.ouroboros.loop.LoopTimer;
import org.ouroboros.packet.Packet;
import org.ouroboros.policy.ipcp.LayerRefused;

/** Enrols this IPCP: the joiner's side (network specification, section 4.3). For one try; confined to the loop. */
final class Joining implements Component {
    /** How long the member may take to answer. */
    private static final long LIMIT_NS = TimeUnit.SECONDS.toNanos(5);

    private final ConnectionManager connections;
    private final String member;
    private final Consumer<LayerConfiguration> become;
    private final long id;
    private final LoopTimer limit;
    private final CompletableFuture<Void> result = new CompletableFuture<>();
    private @Nullable Connection connection;

    private Joining(IpcpLoop loop, ConnectionManager connections, String member, Consumer<LayerConfiguration> become) {
        this.connections = connections;
        this.member = member;
        this.become = become;
        this.id = loop.random().nextLong();
        this.limit =
                loop.timer(() -> fail("response: none came within " + TimeUnit.NANOSECONDS.toSeconds(LIMIT_NS) + " s"));
    }

    /**
     * Enrols with a member.
     *
     * @param loop the loop of the IPCP
     * @param connections makes the connection
     * @param member a name that reaches the member
     * @param become starts the components of a member, or throws {@link LayerRefused}; called before the member is told of the
     *     success
     * @return completes when this IPCP is a member, or with {@link LayerRefused}, which names the step that failed
     */
    static CompletableFuture<Void> with(
            IpcpLoop loop, ConnectionManager connections, String member, Consumer<LayerConfiguration> become) {
        Joining joining = new Joining(loop, connections, member, become);
        connections.connect(Kind.ENROLMENT, joining, member, QosSpec.RAW).whenComplete((made, failure) -> {
            if (failure != null) {
                joining.fail("connection: " + failure.getMessage());
            }
        });
        return joining.result;
    }

    @Override
    public void added(Connection made) {
        connection = made;
        limit.arm(LIMIT_NS);
        if (!made.send(new EnrolmentRequest(id).encode())) {
            fail("request: it could not be sent");
        }
    }

    @Override
    public void receive(Connection from, Packet packet) {
        byte[] message = Connection.bytes(packet);
        Optional<EnrolmentResponse> response = EnrolmentResponse.decode(message);
        if (response.isEmpty()) {
            fail("response: the " + message.length + " bytes that came are malformed, or of no unicast layer");
        } else if (response.get().id() != id) {
            fail("response: it answers another request");
        } else if (response.get().response() < 0) {
            fail("response: the member refuses with code " + response.get().response());
        } else {
            join(from, response.get().layer().orElseThrow());
        }
    }

    @Override
    public void removed(Connection lost) {
        fail("response: the member's flow ended before it came");
    }

    private void join(Connection from, LayerConfiguration layer) {
        if (result.isDone()) {
            return;
        }
        try {
            become.accept(layer);
        } catch (LayerRefused refused) {
            from.send(new EnrolmentAck(id, -1).encode());
            fail("start of the components: " + refused.getMessage());
            return;
        }
        from.send(new EnrolmentAck(id, 0).encode());
        end();
        result.complete(null);
    }

    private void fail(String step) {
        end();
        result.completeExceptionally(new LayerRefused("enrolment with '" + member + "' failed at its " + step));
    }

    private void end() {
        limit.cancel();
        Connection made = connection;
        if (made != null) {
            connections.release(made);
        }
    }
}
