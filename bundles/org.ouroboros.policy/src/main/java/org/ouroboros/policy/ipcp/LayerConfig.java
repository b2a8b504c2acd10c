// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.policy.ipcp;

import java.util.Map;

/**
 * What an IPCP is bootstrapped with.
 *
 * @param layer name of the layer
 * @param options values by keyword; only keywords of {@link IpcpType#options()}
 */
public record LayerConfig(String layer, Map<String, String> options) {
    /** Copies the options. */
    public LayerConfig {
        options = Map.copyOf(options);
    }
}
