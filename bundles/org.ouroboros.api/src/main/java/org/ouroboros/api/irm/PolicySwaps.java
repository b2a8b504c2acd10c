// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.api.irm;

import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Exchanges policies while packets pass. A swap is a transaction over all slots that it touches: successors are prepared off the path of
 * packets, take over between two packets with the state of what they replace, and are watched for a time, after which what they
 * replaced is closed. What goes wrong by then has everything put back as it was.
 *
 * <p>Every method may be called from any thread but a loop's, blocks for a bounded time, and throws {@link IrmException} when the request
 * cannot be carried out; then nothing was changed.
 */
@ProviderType
public interface PolicySwaps {
    /**
     * Says what a swap would do. The policies are prepared as for the swap, and given up.
     *
     * @param spec the swap
     * @return what it would do; a slot whose policy refuses says why
     */
    SwapPlan plan(SwapSpec spec);

    /**
     * Swaps a policy. Returns when it is in use and watched, or accepted at once if the watch is 0.
     *
     * @param spec the swap; another one must not be watched
     * @return the swap
     */
    SwapInfo swap(SwapSpec spec);

    /**
     * Accepts the swap that is watched: what it replaced is closed.
     *
     * @return the swap
     */
    SwapInfo commit();

    /**
     * Takes the swap that is watched back.
     *
     * @return the swap
     */
    SwapInfo rollBack();

    /** {@return the latest swaps, of earlier runs of the system too, the last of them last} At most 256. */
    List<SwapInfo> history();

    /**
     * Says what a swap in all members of a layer would do, by asking them. Each prepares the policies as for the swap, and gives them up.
     *
     * @param spec the swap
     * @return what it would do
     */
    LayerSwapPlan planLayer(LayerSwapSpec spec);

    /**
     * Swaps a policy in all members of a layer, in all or in none: it is prepared everywhere, put in use in one member after the other,
     * watched, and accepted everywhere. Members of the C prototype are left alone. Returns when it is in use and watched, or accepted if the
     * watch is 0.
     *
     * @param spec the swap; no member may be in another one
     * @return the swap
     */
    LayerSwapInfo swapLayer(LayerSwapSpec spec);

    /**
     * Accepts the swap of a layer that is watched. In a member that does not know how a swap was decided, and reaches nobody who does, it
     * decides for that one.
     *
     * @param layer name of the layer
     * @param by who asks
     * @return the swap, as far as this system knows how it ended
     */
    LayerSwapInfo commitLayer(String layer, String by);

    /**
     * Takes the swap of a layer that is watched back, as {@link #commitLayer} accepts it.
     *
     * @param layer name of the layer
     * @param by who asks
     * @return the swap, as far as this system knows how it ended
     */
    LayerSwapInfo rollBackLayer(String layer, String by);
}
