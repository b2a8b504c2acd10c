// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.ipcp.virtual;

import java.lang.System.Logger.Level;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.ouroboros.loop.IpcpLoop;
import org.ouroboros.policy.ipcp.HashAlgorithm;
import org.ouroboros.policy.ipcp.LayerConfig;
import org.ouroboros.policy.ipcp.LayerInfo;
import org.ouroboros.policy.ipcp.LayerOption;
import org.ouroboros.policy.ipcp.LayerRefused;

/** The links there are, by layer. Any thread; a link is used and taken away on its own loop only. */
final class VirtualLinks {
    /** The option that is no impairment. */
    static final LayerOption HASH = new LayerOption(
            "hash", "how names are hashed: SHA3_224, SHA3_256, SHA3_384 or SHA3_512", HashAlgorithm.SHA3_256.name());

    private static final System.Logger LOG = System.getLogger(VirtualLinks.class.getName());

    private final Map<String, VirtualLink> byLayer = new ConcurrentHashMap<>();

    /**
     * Finds the link of a layer, or makes it. Called on the loop that the member lives on.
     *
     * @throws LayerRefused if an option is wrong or differs from those of the link, or if the link is on another loop
     */
    VirtualLink link(LayerConfig config, IpcpLoop loop) {
        VirtualLink link = byLayer.computeIfAbsent(config.layer(), layer -> make(config, loop));
        if (!link.loop().equals(loop)) {
            throw new LayerRefused("layer '" + config.layer() + "' lives on loop '"
                    + link.loop().name() + "': its members cannot live on loop '" + loop.name() + "'");
        }
        check(config, link);
        return link;
    }

    /** {@return the options that make the same link} */
    static Map<String, String> options(VirtualLink link) {
        Map<String, String> options = new HashMap<>(link.impairments().options());
        options.put(HASH.name(), link.info().hash().name());
        return options;
    }

    /** Forgets a link that has no members. */
    void remove(VirtualLink link) {
        byLayer.remove(link.info().layer(), link);
    }

    private static VirtualLink make(LayerConfig config, IpcpLoop loop) {
        String hash = config.options().getOrDefault(HASH.name(), HASH.defaultValue());
        LayerInfo info = new LayerInfo(config.layer(), HashAlgorithm.selectable(hash));
        Impairments impairments = Impairments.none(loop.random().nextLong()).with(config.options());
        LOG.log(Level.INFO, "layer {0} is a link with {1}", info.layer(), impairments);
        return new VirtualLink(info, impairments, loop);
    }

    private static void check(LayerConfig config, VirtualLink link) {
        String hash = config.options().get(HASH.name());
        if (hash != null && HashAlgorithm.selectable(hash) != link.info().hash()) {
            throw differs(HASH, hash, link);
        }
        for (LayerOption option : Impairments.OPTIONS) {
            String value = config.options().get(option.name());
            if (value != null
                    && !link.impairments().with(Map.of(option.name(), value)).equals(link.impairments())) {
                throw differs(option, value, link);
            }
        }
    }

    private static LayerRefused differs(LayerOption option, String value, VirtualLink link) {
        return new LayerRefused(option.name() + " '" + value + "' differs from that of layer '"
                + link.info().layer() + "', which has " + link.info().hash() + " and " + link.impairments()
                + ": leave it out to have the same");
    }
}
