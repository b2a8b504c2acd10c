// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.benchmarks;

import java.util.List;

/** Hosts that are addresses of the loopback device. */
final class LoopbackHosts implements Hosts {
    @Override
    public String address(int host) {
        return "127.0.0." + (host + 1);
    }

    @Override
    public List<String> anywhereAt(int host) {
        return List.of();
    }

    @Override
    public String about() {
        return "loopback addresses, processes " + Hosts.placement();
    }

    @Override
    public void close() {}
}
