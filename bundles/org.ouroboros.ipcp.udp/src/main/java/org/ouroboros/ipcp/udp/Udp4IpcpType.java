// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.ipcp.udp;

import java.util.List;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.ouroboros.policy.ipcp.Ipcp;
import org.ouroboros.policy.ipcp.IpcpHost;
import org.ouroboros.policy.ipcp.IpcpType;
import org.ouroboros.policy.ipcp.LayerOption;
import org.ouroboros.policy.ipcp.LayerTraits;
import org.ouroboros.policy.ipcp.ProvidesIpcp;

/** The IPCP type {@code udp4}. */
@Component
@ProvidesIpcp(type = "udp4")
public final class Udp4IpcpType implements IpcpType {
    private static final LayerTraits TRAITS = UdpOptions.traits(5);

    private final UdpSettings settings;

    /** Makes a type with the default settings. */
    public Udp4IpcpType() {
        this(new UdpSettings());
    }

    /**
     * Makes the type.
     *
     * @param settings what both types share
     */
    @Activate
    public Udp4IpcpType(@Reference UdpSettings settings) {
        this.settings = settings;
    }

    @Override
    public LayerTraits traits() {
        return TRAITS;
    }

    @Override
    public List<LayerOption> options() {
        return UdpOptions.ALL;
    }

    @Override
    public Ipcp create(IpcpHost host) {
        return settings.create(host, Family.IP4);
    }
}
