// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.ipcp.local;

import java.time.Duration;
import java.util.List;
import org.osgi.service.component.annotations.Component;
import org.ouroboros.policy.ipcp.HashAlgorithm;
import org.ouroboros.policy.ipcp.Ipcp;
import org.ouroboros.policy.ipcp.IpcpHost;
import org.ouroboros.policy.ipcp.IpcpType;
import org.ouroboros.policy.ipcp.LayerOption;
import org.ouroboros.policy.ipcp.LayerTraits;
import org.ouroboros.policy.ipcp.ProvidesIpcp;

/** The IPCP type {@code local}. */
@Component
@ProvidesIpcp(type = "local")
public final class LocalIpcpType implements IpcpType {
    /** How a local layer hashes names unless told otherwise. */
    static final HashAlgorithm DEFAULT_HASH = HashAlgorithm.SHA3_256;

    private static final LayerTraits TRAITS = new LayerTraits(0, true, true, true, Duration.ofMillis(100));

    private static final List<LayerOption> OPTIONS = List.of(new LayerOption(
            "hash", "how names are hashed: SHA3_224, SHA3_256, SHA3_384 or SHA3_512", DEFAULT_HASH.name()));

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
        return new LocalIpcp(host);
    }
}
