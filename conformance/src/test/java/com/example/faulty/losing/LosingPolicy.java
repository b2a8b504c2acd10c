// SPDX-License-Identifier: Apache-2.0
package com.example.faulty.losing;

import java.util.List;
import org.osgi.service.component.annotations.Component;
import org.ouroboros.directory.dht.DhtPolicy;
import org.ouroboros.policy.Policy;
import org.ouroboros.policy.directory.DirectoryHost;
import org.ouroboros.policy.directory.DirectoryPolicy;
import org.ouroboros.policy.directory.DirectoryState;

/** It does not take over what its predecessor kept for others. */
@Component
@Policy(kind = DirectoryPolicy.KIND, name = "losing")
public final class LosingPolicy implements DirectoryPolicy {
    private final DirectoryPolicy sound = new DhtPolicy();

    @Override
    public Directory open(DirectoryHost host, DirectoryState start) {
        return sound.open(host, new DirectoryState(start.id(), start.own(), List.of(), start.contacts()));
    }
}
