// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.benchmarks;

import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.nio.NioIoHandler;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;

/**
 * A process of {@link UdpBench} that has nothing of a system: Netty, with one event loop and one socket, in the role that its
 * arguments give it.
 */
final class BareProcess {
    private BareProcess() {}

    /**
     * Opens a socket, and answers what it is asked for.
     *
     * @param args role, {@code fast} or {@code portable}, address and port; the addresses of those to send to may follow, at the same port
     */
    static void main(String[] args) throws Exception {
        boolean fast = args[1].equals("fast");
        var group = new MultiThreadIoEventLoopGroup(1, fast ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
        int port = Integer.parseInt(args[3]);
        InetSocketAddress own = new InetSocketAddress(args[2], port);
        BareSocket socket = new BareSocket(group, fast, own);
        List<InetSocketAddress> others = List.of(args).subList(4, args.length).stream()
                .map(address -> new InetSocketAddress(address, port))
                .toList();
        new Dialogue(
                        switch (args[0]) {
                            case "echo" -> BareEcho.serve(socket);
                            case "client" -> BareEcho.client(socket, others.getFirst());
                            case "sink" -> BareOneWay.sink(socket);
                            case "source" -> BareOneWay.source(socket, others.getFirst());
                            case "stream-sink" -> BareStream.sink(group, own);
                            case "stream-source" -> BareStream.source(group, others.getFirst());
                            case "relay" -> BareOneWay.relay(socket, others.getFirst());
                            default -> Map.<String, Dialogue.Deed>of();
                        })
                .converse();
        System.exit(0);
    }
}
