// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.irm;

import java.util.List;
import org.ouroboros.api.irm.LayerSwapInfo;
import org.ouroboros.api.irm.LayerSwapPlan;
import org.ouroboros.api.irm.LayerSwapSpec;
import org.ouroboros.api.irm.PolicySwaps;
import org.ouroboros.api.irm.SwapInfo;
import org.ouroboros.api.irm.SwapPlan;
import org.ouroboros.api.irm.SwapSpec;

/** Swaps as threads outside the loop of the IRM call them. */
final class BlockingSwaps implements PolicySwaps {
    private final Requests requests;

    BlockingSwaps(Requests requests) {
        this.requests = requests;
    }

    @Override
    public SwapPlan plan(SwapSpec spec) {
        return requests.await(
                "plan a swap to " + spec.kind() + " policy '" + spec.policy() + "'",
                core -> core.swaps().plan(spec));
    }

    @Override
    public SwapInfo swap(SwapSpec spec) {
        return requests.await(
                "swap to " + spec.kind() + " policy '" + spec.policy() + "'",
                core -> core.swaps().swap(spec));
    }

    @Override
    public SwapInfo commit() {
        return requests.await("accept a swap", core -> core.swaps().commit());
    }

    @Override
    public SwapInfo rollBack() {
        return requests.await("roll a swap back", core -> core.swaps().rollBack());
    }

    @Override
    public List<SwapInfo> history() {
        return requests.look("list swaps", core -> core.swaps().history());
    }

    @Override
    public LayerSwapPlan planLayer(LayerSwapSpec spec) {
        return requests.await(
                "plan a swap of " + words(spec), core -> core.layerSwaps().plan(spec));
    }

    @Override
    public LayerSwapInfo swapLayer(LayerSwapSpec spec) {
        return requests.await("swap " + words(spec), core -> core.layerSwaps().swap(spec));
    }

    @Override
    public LayerSwapInfo commitLayer(String layer, String by) {
        return requests.await(
                "accept a swap of layer '" + layer + "'",
                core -> core.layerSwaps().commit(layer, by));
    }

    @Override
    public LayerSwapInfo rollBackLayer(String layer, String by) {
        return requests.await(
                "roll a swap of layer '" + layer + "' back",
                core -> core.layerSwaps().rollBack(layer, by));
    }

    private static String words(LayerSwapSpec spec) {
        return "layer '" + spec.layer() + "' to " + spec.kind() + " policy '" + spec.policy() + "'";
    }
}
