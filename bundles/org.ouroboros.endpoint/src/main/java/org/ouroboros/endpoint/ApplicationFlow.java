// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.endpoint;

import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.util.Map;
import java.util.Optional;
import org.ouroboros.api.Flow;
import org.ouroboros.api.FlowEvent;
import org.ouroboros.api.FlowListener;
import org.ouroboros.api.FlowOptions;
import org.ouroboros.api.FlowOptions.Access;
import org.ouroboros.api.FlowState;
import org.ouroboros.api.QosSpec;
import org.ouroboros.api.irm.DropReason;
import org.ouroboros.endpoint.FlowStatus.Cause;
import org.ouroboros.packet.PacketPool;

/**
 * The face of a flow to an application: an end of two {@link Pipe}s, with what an application may do on it.
 *
 * <p>Any thread may call any method. Readers take turns, and so do writers; each side's turn owns its end of its pipe.
 */
public final class ApplicationFlow implements Flow, FlowEndpoint {
    private final FlowIdentity identity;
    private final Pipe incoming;
    private final Pipe outgoing;
    private final ApplicationPort port;
    private final Runnable onDeallocated;
    private final FlowStatus status = new FlowStatus();
    private final FlowEvents events;
    private final FlowReader reader;
    private final FlowWriter writer;
    private volatile FlowOptions options = FlowOptions.DEFAULT;

    /**
     * Puts an application on an endpoint. On the loop.
     *
     * @param pipes the two queues, as the application sees them
     * @param paired whether the other ends of the queues are another application's, rather than the loop's
     */
    ApplicationFlow(
            FlowIdentity identity,
            LayerEndpoint endpoint,
            PacketPool pool,
            PipePair pipes,
            boolean paired,
            Runnable onDeallocated) {
        this.identity = identity;
        this.incoming = pipes.incoming();
        this.outgoing = pipes.outgoing();
        this.onDeallocated = onDeallocated;
        this.port = new ApplicationPort(endpoint, this, pipes, paired);
        this.events = new FlowEvents(this, incoming, endpoint.loop());
        this.reader = new FlowReader(identity, status, incoming, endpoint.loop());
        this.writer = new FlowWriter(
                identity,
                status,
                new MessageCutter(pool, endpoint.largestPacket(), endpoint.pieces()),
                outgoing,
                !paired,
                endpoint.loop(),
                port::release);
        incoming.onArrival(this::arrived);
        port.open();
    }

    @Override
    public int id() {
        return identity.id();
    }

    @Override
    public String name() {
        return identity.name();
    }

    @Override
    public QosSpec qos() {
        return identity.qos();
    }

    @Override
    public byte[] peerData() {
        return identity.peerData().clone();
    }

    @Override
    public FlowState state() {
        return status.state();
    }

    @Override
    public int largestMessage() {
        return writer.largestMessage();
    }

    @Override
    public int read(ByteBuffer into) throws InterruptedException {
        FlowOptions now = readable(options);
        return reader.read(into, now.partialReads(), now.readTimeout());
    }

    @Override
    public int tryRead(ByteBuffer into) {
        return reader.tryRead(into, readable(options).partialReads());
    }

    @Override
    public void write(ByteBuffer message) throws InterruptedException {
        writer.write(message, writable(options).writeTimeout());
    }

    @Override
    public boolean tryWrite(ByteBuffer message) {
        writable(options);
        return writer.tryWrite(message);
    }

    /** Reads in pieces, whatever the options say of that. */
    int readPiece(ByteBuffer into) throws InterruptedException {
        return reader.read(into, true, readable(options).readTimeout());
    }

    @Override
    public FlowOptions options() {
        return options;
    }

    @Override
    public void options(FlowOptions newOptions) {
        options = newOptions;
    }

    @Override
    public int receiveQueueLength() {
        return incoming.size();
    }

    @Override
    public int sendQueueLength() {
        return outgoing.size();
    }

    @Override
    public void markDown() {
        if (status.addIfUp(Cause.MARKED_HERE)) {
            changed(FlowEvent.Kind.DOWN);
            port.tellMark();
        }
    }

    @Override
    public void markUp() {
        if (status.remove(Cause.MARKED_HERE)) {
            changed(FlowEvent.Kind.UP);
        }
        port.tellMark();
    }

    /** {@return whether this end marked the flow down} */
    boolean markedDown() {
        return status.has(Cause.MARKED_HERE);
    }

    @Override
    public void listen(FlowListener listener) {
        events.listen(listener);
    }

    @Override
    public ByteChannel channel() {
        return new FlowByteChannel(this);
    }

    @Override
    public void deallocate() {
        if (status.add(Cause.DEALLOCATED)) {
            events.end();
            reader.close();
            writer.close();
            onDeallocated.run();
        }
    }

    @Override
    public FlowCounters counters() {
        Map<DropReason, Long> drops = port.drops();
        reader.addDropsTo(drops);
        return new FlowCounters(writer.packets(), writer.bytes(), reader.packets(), reader.bytes(), drops);
    }

    @Override
    public String policies() {
        return port.policies();
    }

    @Override
    public String toString() {
        return identity.toString();
    }

    // ---- called by the port, on the loop ----

    void layerDown(String reason) {
        if (status.addLayerDown(reason)) {
            changed(FlowEvent.Kind.DOWN);
        }
    }

    void layerUp() {
        if (status.remove(Cause.LAYER_DOWN)) {
            changed(FlowEvent.Kind.UP);
        }
    }

    void peerDeallocated() {
        if (status.add(Cause.PEER_DEALLOCATED)) {
            changed(FlowEvent.Kind.DEALLOCATED);
        }
    }

    void peerDead() {
        if (status.add(Cause.PEER_DEAD)) {
            changed(FlowEvent.Kind.PEER_DEAD);
        }
    }

    // ---- called by a set ----

    Backlog backlog() {
        return new Backlog(incoming);
    }

    void join(ReadyFlows.Member member) {
        events.join(member);
    }

    void leave(ReadyFlows.Member member) {
        events.leave(member);
    }

    Optional<FlowEvent> event(FlowEvent.Kind kind) {
        return events.event(kind);
    }

    private void changed(FlowEvent.Kind event) {
        reader.wake();
        writer.wake();
        events.raise(event);
    }

    private void arrived() {
        reader.wake();
        events.arrived();
    }

    private FlowOptions readable(FlowOptions now) {
        if (now.access() == Access.WRITE_ONLY) {
            throw new IllegalStateException(this + " is write-only: change its options to read");
        }
        return now;
    }

    private FlowOptions writable(FlowOptions now) {
        if (now.access() == Access.READ_ONLY) {
            throw new IllegalStateException(this + " is read-only: change its options to write");
        }
        return now;
    }
}
