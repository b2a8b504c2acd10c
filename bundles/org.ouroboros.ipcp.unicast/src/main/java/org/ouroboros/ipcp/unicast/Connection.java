// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.ipcp.unicast;

import java.nio.ByteBuffer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.ouroboros.ipcp.unicast.wire.Farewell;
import org.ouroboros.packet.Packet;
import org.ouroboros.packet.PacketPool;
import org.ouroboros.policy.ipcp.FlowUser;
import org.ouroboros.policy.ipcp.LayerFlow;

/**
 * An N-1 flow between a component of this member and its counterpart in a neighbour. Confined to the loop.
 *
 * <p>What happens to the flow goes to whoever has it: first the {@link Handshake}, then the component.
 */
final class Connection implements FlowUser {
    /** Who has the flow. */
    interface Holder {
        void receive(Packet packet);

        default void writableAgain() {}

        /** Says that the flow went down or came up. */
        default void changed() {}

        /** Says that the flow carries nothing any more; it is released already. */
        default void gone(String reason) {}
    }

    private final PacketPool pool;
    private final Optional<String> destination;
    private final boolean continues;
    private Holder holder = Packet::release; // nobody yet
    private @Nullable LayerFlow flow;
    private Optional<String> neighbour = Optional.empty();
    private long address;
    private boolean up = true;
    private boolean over;

    /**
     * Makes a connection to be.
     *
     * @param pool packets of the system
     * @param destination name that the flow is allocated to; empty if a neighbour allocated it
     * @param continues whether what the neighbour sends to an earlier connection may arrive on this one
     */
    Connection(PacketPool pool, Optional<String> destination, boolean continues) {
        this.pool = pool;
        this.destination = destination;
        this.continues = continues;
    }

    /** Takes the flow. Once. */
    void attach(LayerFlow attached) {
        flow = attached;
        if (over) {
            attached.deallocate();
        }
    }

    /** Hands the connection on. */
    void hand(Holder next) {
        holder = next;
    }

    /** Takes note of who is at the other end. */
    void introduced(long peerAddress, Optional<String> peerName) {
        address = peerAddress;
        neighbour = peerName;
    }

    /** {@return name that was connected to; empty if the neighbour connected} */
    Optional<String> destination() {
        return destination;
    }

    /** {@return name of the neighbour, if it is known} */
    Optional<String> neighbour() {
        return destination.or(() -> neighbour);
    }

    /** {@return name that the neighbour gave itself} */
    Optional<String> introducedAs() {
        return neighbour;
    }

    /** {@return whether the neighbour is, as far as one can tell, a member of the C prototype: it did not say its name} */
    boolean isToPrototype() {
        return neighbour.isEmpty();
    }

    /** {@return address of the neighbour in the layer} */
    long address() {
        return address;
    }

    boolean isUp() {
        return up && !over;
    }

    boolean isOver() {
        return over;
    }

    LayerFlow flow() {
        LayerFlow attached = flow;
        if (attached == null) {
            throw new IllegalStateException("a connection without a flow");
        }
        return attached;
    }

    /** Sends a message; {@return false if the system is out of packets, or the message is too long for the flow} */
    boolean send(byte[] message) {
        if (over || message.length > flow().largestPacket()) {
            return false;
        }
        Packet packet = pool.take();
        if (packet == null) {
            return false;
        }
        packet.put(ByteBuffer.wrap(message));
        flow().send(packet);
        return true;
    }

    /**
     * Tells a neighbour of ours that this member gives the connection up: the layer below may have no word for a released flow, and the
     * neighbour would notice late.
     *
     * @return false if the system is out of packets
     */
    boolean sayFarewell() {
        return isToPrototype() || send(Farewell.encode());
    }

    /** Releases the flow; nobody is told. Idempotent. */
    void release() {
        over = true;
        if (flow != null) {
            flow.deallocate();
        }
    }

    /** Takes note that the neighbour said farewell. */
    void heardFarewell() {
        lose("the neighbour gave it up");
    }

    /** Leaves the flow to a successor; nobody is told. */
    LayerFlow leave() {
        over = true;
        return flow();
    }

    /** Takes the bytes of a message out of its packet, which is released. */
    static byte[] bytes(Packet packet) {
        byte[] message = new byte[packet.length()];
        packet.get(ByteBuffer.wrap(message));
        packet.release();
        return message;
    }

    @Override
    public void receive(Packet packet) {
        if (over) {
            packet.release();
        } else {
            holder.receive(packet);
        }
    }

    @Override
    public void writableAgain() {
        if (!over) {
            holder.writableAgain();
        }
    }

    @Override
    public void down(String reason) {
        if (!over && up) {
            up = false;
            holder.changed();
        }
    }

    @Override
    public void up() {
        if (!over && !up) {
            up = true;
            holder.changed();
        }
    }

    @Override
    public boolean continues() {
        return continues;
    }

    @Override
    public void deallocated() {
        lose("the neighbour released the flow");
    }

    @Override
    public void peerDead() {
        lose("nothing was heard of the neighbour");
    }

    /** Gives the flow up. */
    void lose(String reason) {
        if (!over) {
            release();
            holder.gone(reason);
        }
    }
}
