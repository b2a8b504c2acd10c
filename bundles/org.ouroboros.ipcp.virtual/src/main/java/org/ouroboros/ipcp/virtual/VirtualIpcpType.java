// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.ipcp.virtual;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.osgi.service.component.annotations.Component;
import org.ouroboros.policy.ipcp.Ipcp;
import org.ouroboros.policy.ipcp.IpcpHost;
import org.ouroboros.policy.ipcp.IpcpType;
import org.ouroboros.policy.ipcp.LayerOption;
import org.ouroboros.policy.ipcp.LayerTraits;
import org.ouroboros.policy.ipcp.ProvidesIpcp;

/** The IPCP type {@code virtual}. Its IPCPs find each other through it. */
@Component
@ProvidesIpcp(type = "virtual")
public final class VirtualIpcpType implements IpcpType {
    private static final LayerTraits TRAITS = new LayerTraits(1, true, false, false, Duration.ofMillis(100));

    private static final List<LayerOption> OPTIONS = Stream.concat(
                    Stream.of(VirtualLinks.HASH), Impairments.OPTIONS.stream())
            .toList();

    private final VirtualLinks links = new VirtualLinks();

    @Override
    public LayerTraits traits() {
        return TRAITS;
    }

    @Override
    public List<LayerOption> options() {
        return OPTIONS;
    }

    @Override
    public Ipcp create(IpcpHost host) {
        return new VirtualIpcp(links, host);
    }
}
