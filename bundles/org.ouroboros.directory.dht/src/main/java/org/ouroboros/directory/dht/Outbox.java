// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.directory.dht;

import java.nio.ByteBuffer;
import java.util.List;
import org.ouroboros.packet.Packet;
import org.ouroboros.packet.PacketPool;
import org.ouroboros.policy.directory.DirectoryHost;

/** Sends the messages of one member. */
final class Outbox {
    private final DirectoryHost host;
    private final DhtFormat format;
    private final Contact self;
    private final Counters counters;
    private final byte[] bytes = new byte[PacketPool.LARGEST_PAYLOAD];

    Outbox(DirectoryHost host, DhtFormat format, Contact self, Counters counters) {
        this.host = host;
        this.format = format;
        this.self = self;
        this.counters = counters;
    }

    void store(long to, Key key, long address, long expiresS) {
        counters.add(Count.STORES);
        send(to, new DhtMessage.Store(self, key, address, expiresS));
    }

    void find(long to, long cookie, Key key, boolean forValue) {
        counters.add(Count.REQUESTS);
        send(to, new DhtMessage.Find(self, cookie, key, forValue));
    }

    void answer(DhtMessage.Find request, List<Contact> contacts, List<Long> addresses) {
        counters.add(Count.ANSWERS);
        send(
                request.from().address(),
                new DhtMessage.Answer(self, request.cookie(), request.key(), contacts, request.forValue(), addresses));
    }

    private void send(long to, DhtMessage message) {
        Packet packet = host.pool().take();
        if (packet == null) {
            counters.add(Count.NO_PACKET);
            return;
        }
        packet.put(ByteBuffer.wrap(bytes, 0, format.write(message, bytes)));
        host.send(to, packet);
    }
}
