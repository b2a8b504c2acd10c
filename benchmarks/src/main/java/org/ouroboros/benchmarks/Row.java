// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.benchmarks;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;

/** Processes of {@link UdpBench}, one at each of some hosts in a row. */
final class Row implements AutoCloseable {
    private final List<Child> processes = new ArrayList<>();

    private Row() {}

    /**
     * Starts systems that are members of one layer.
     *
     * @param settings {@code fast} or {@code portable}; the folder with what protects flows may follow
     */
    static Row ofSystems(Hosts hosts, int count, String... settings) throws IOException {
        Row row = new Row();
        try {
            String number = freePort(hosts);
            for (int host = 0; host < count; host++) {
                List<String> arguments = new ArrayList<>(List.of(Integer.toString(host), hosts.address(host), number));
                arguments.addAll(List.of(settings));
                row.start(hosts, host, SystemProcess.class, arguments.toArray(String[]::new));
            }
            row.first().ask("found");
            for (int host = 1; host < count; host++) {
                row.processes.get(host).ask("join " + (host - 1) + " " + hosts.address(host - 1));
            }
            return row;
        } catch (IOException | RuntimeException failure) {
            row.close();
            throw failure;
        }
    }

    /**
     * Starts bare sockets, each of which sends to the next one.
     *
     * @param port {@code fast} or {@code portable}
     * @param roles what each of them does
     */
    static Row ofBare(Hosts hosts, String port, String... roles) throws IOException {
        Row row = new Row();
        try {
            String number = freePort(hosts);
            for (int host = 0; host < roles.length; host++) {
                String next = hosts.address(Math.min(host + 1, roles.length - 1));
                row.start(hosts, host, BareProcess.class, roles[host], port, hosts.address(host), number, next);
            }
            for (Child process : row.processes) {
                process.ask(Dialogue.READY); // what is sent to a socket that is not open yet is lost
            }
            return row;
        } catch (IOException | RuntimeException failure) {
            row.close();
            throw failure;
        }
    }

    private void start(Hosts hosts, int host, Class<?> program, String... arguments) throws IOException {
        processes.add(Child.start(hosts.at(host), program, arguments));
    }

    /** {@return a UDP port that is free where hosts are addresses of this machine; all of them use the same} */
    static String freePort(Hosts hosts) throws IOException {
        InetAddress first = hosts instanceof LoopbackHosts ? InetAddress.getByName(hosts.address(0)) : null;
        try (DatagramSocket probe = new DatagramSocket(0, first)) {
            return Integer.toString(probe.getLocalPort());
        }
    }

    Child first() {
        return processes.getFirst();
    }

    Child last() {
        return processes.getLast();
    }

    @Override
    public void close() {
        processes.forEach(Child::close);
    }
}
