// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.benchmarks;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Hosts that are network namespaces of Linux, with a pair of virtual Ethernet devices, of an MTU of 1,500, between neighbours. The address
 * of a host is on its loopback device, so that it has one towards both neighbours.
 */
final class NamespaceHosts implements Hosts {
    private final String prefix;
    private final int count;
    private final Thread removal = new Thread(this::removeQuietly, "removes namespaces");

    private NamespaceHosts(String prefix, int count) {
        this.prefix = prefix;
        this.count = count;
    }

    /** {@return whether this process may make namespaces} */
    static boolean available() {
        String name = "ouroboros-try-" + ProcessHandle.current().pid();
        try {
            ip("netns", "add", name);
            ip("netns", "del", name);
            return true;
        } catch (IOException notAllowed) {
            return false;
        }
    }

    /** Makes namespaces, which are removed by {@link #close}, or when this process ends, with the processes that are left there. */
    static NamespaceHosts make(int count) throws IOException {
        NamespaceHosts hosts =
                new NamespaceHosts("ouroboros-bench-" + ProcessHandle.current().pid() + "-", count);
        Runtime.getRuntime().addShutdownHook(hosts.removal);
        try {
            for (int host = 0; host < count; host++) {
                hosts.add(host);
            }
            for (int host = 0; host + 1 < count; host++) {
                hosts.link(host, host + 1);
            }
            return hosts;
        } catch (IOException failure) {
            hosts.close();
            throw failure;
        }
    }

    private void add(int host) throws IOException {
        ip("netns", "add", name(host));
        ip("-n", name(host), "addr", "add", address(host) + "/32", "dev", "lo");
        ip("-n", name(host), "link", "set", "lo", "up");
    }

    private void link(int left, int right) throws IOException {
        ip("-n", name(left), "link", "add", "right", "type", "veth", "peer", "name", "left", "netns", name(right));
        ip("-n", name(left), "link", "set", "right", "up");
        ip("-n", name(right), "link", "set", "left", "up");
        ip("-n", name(left), "route", "add", address(right), "dev", "right", "src", address(left));
        ip("-n", name(right), "route", "add", address(left), "dev", "left", "src", address(right));
    }

    private String name(int host) {
        return prefix + host;
    }

    @Override
    public String address(int host) {
        return "10.77.0." + (host + 1);
    }

    @Override
    public List<String> anywhereAt(int host) {
        return List.of("ip", "netns", "exec", name(host));
    }

    @Override
    public String about() {
        return "network namespaces with veth devices, MTU 1500, processes " + Hosts.placement();
    }

    @Override
    public void close() throws IOException {
        Runtime.getRuntime().removeShutdownHook(removal);
        remove();
    }

    private void remove() throws IOException {
        List<String> present = ip("netns", "list")
                .lines()
                .map(line -> line.replaceFirst(" .*", ""))
                .toList();
        for (int host = 0; host < count; host++) {
            if (present.contains(name(host))) {
                ip("netns", "pids", name(host))
                        .lines()
                        .mapToLong(Long::parseLong)
                        .forEach(NamespaceHosts::kill);
                ip("netns", "del", name(host));
            }
        }
    }

    private static void kill(long pid) {
        ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
    }

    private void removeQuietly() {
        try {
            remove();
        } catch (IOException failure) {
            System.err.println("ouroboros: " + failure.getMessage());
        }
    }

    /** Runs ip of iproute2; {@return what it printed} */
    private static String ip(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("ip"));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (status(process) != 0) {
            throw new IOException(String.join(" ", command) + ": " + printed.strip());
        }
        return printed;
    }

    private static int status(Process process) throws IOException {
        try {
            return process.waitFor();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while a command ran");
        }
    }
}
