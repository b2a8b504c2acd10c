// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.directory.dht;

import org.osgi.service.component.annotations.Component;
import org.ouroboros.policy.Policy;
import org.ouroboros.policy.directory.DirectoryHost;
import org.ouroboros.policy.directory.DirectoryPolicy;
import org.ouroboros.policy.directory.DirectoryState;

/** A directory that all members of a layer keep together: a name is stored at the members whose identity is closest to its hash. */
@Component
@Policy(kind = DirectoryPolicy.KIND, name = "dht")
public final class DhtPolicy implements DirectoryPolicy {
    @Override
    public Directory open(DirectoryHost host, DirectoryState start) {
        DhtDirectory directory = new DhtDirectory(host, start);
        directory.begin();
        return directory;
    }
}
