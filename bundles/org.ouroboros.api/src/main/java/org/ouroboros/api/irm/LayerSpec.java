// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.api.irm;

import java.util.Map;

/**
 * What an IPCP is bootstrapped with.
 *
 * @param layer name of the layer, 1..255 bytes
 * @param options options of the IPCP's type by name; {@link IpcpTypeInfo#options()} lists them
 */
public record LayerSpec(String layer, Map<String, String> options) {
    /** Copies the options. */
    public LayerSpec {
        options = Map.copyOf(options);
    }
}
