// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.it.network;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;

/** A process that passes datagrams between two hosts, each of which takes it for the other, and loses some of them. */
final class DatagramRelay {
    /** Where layers over UDP send from and to. */
    private static final int PORT = 3435;

    private static final int LARGEST = 65_535;

    private final SocketAddress one;
    private final SocketAddress other;
    private final RandomGenerator random;
    private final AtomicInteger lost = new AtomicInteger();
    /** Written by the thread that is told, read by the one that relays. */
    private volatile int percentLost;

    private DatagramRelay(SocketAddress one, SocketAddress other, RandomGenerator random) {
        this.one = one;
        this.other = other;
        this.random = random;
    }

    /**
     * Relays between two addresses until it is killed; each line that it reads says how many percent it loses from then on, and is answered by
     * how many datagrams it lost by then.
     */
    public static void main(String[] words) throws IOException {
        DatagramRelay relay = new DatagramRelay(
                new InetSocketAddress(words[0], PORT),
                new InetSocketAddress(words[1], PORT),
                RandomGenerator.of("L64X128MixRandom"));
        Thread.ofPlatform().daemon().start(relay::obey);
        relay.run();
    }

    private void obey() {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            lines.lines().mapToInt(Integer::parseInt).forEach(percent -> {
                percentLost = percent;
                System.out.println(lost.get());
            });
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private void run() throws IOException {
        ByteBuffer datagram = ByteBuffer.allocateDirect(LARGEST);
        try (DatagramChannel channel = DatagramChannel.open().bind(new InetSocketAddress(PORT))) {
            System.out.println("up");
            while (true) {
                SocketAddress from = channel.receive(datagram.clear());
                if (random.nextInt(100) < percentLost) {
                    lost.incrementAndGet();
                } else {
                    channel.send(datagram.flip(), one.equals(from) ? other : one);
                }
            }
        }
    }
}
