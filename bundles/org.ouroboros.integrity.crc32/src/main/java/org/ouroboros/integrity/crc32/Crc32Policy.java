// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.integrity.crc32;

import org.osgi.service.component.annotations.Component;
import org.ouroboros.policy.Policy;
import org.ouroboros.policy.integrity.IntegrityPolicy;

/** The checksum of Ouroboros: a CRC-32 behind each packet. */
@Component
@Policy(kind = IntegrityPolicy.KIND, name = "crc32")
public final class Crc32Policy implements IntegrityPolicy {
    @Override
    public Checker open() {
        return new Crc32Checker();
    }
}
