// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.irm;

import java.time.Duration;
import java.util.List;
import org.ouroboros.api.irm.LayerSwapInfo;
import org.ouroboros.api.irm.LayerSwapPlan;
import org.ouroboros.api.irm.LayerSwapSpec;
import org.ouroboros.api.irm.PolicySwaps;
import org.ouroboros.api.irm.SwapInfo;
import org.ouroboros.api.irm.SwapPlan;
import org.ouroboros.api.irm.SwapSpec;
import org.ouroboros.policy.ipcp.IpcpType;

/** Swaps as threads outside the loop of the IRM call them. */
final class BlockingSwaps implements PolicySwaps {
    /** In a layer, one member after the other uses the policy, each within its lease; then there is what is done by all at once. */
    private static final Duration LAYER_LIMIT = Duration.ofNanos(LayerPart.LEASE_NS)
            .multipliedBy(LayerWordFormat.MOST_MEMBERS)
            .plusSeconds(30);

    private final Requests requests;
    private final SwapRehearsal rehearsal;

    BlockingSwaps(Requests requests, SwapRehearsal rehearsal) {
        this.requests = requests;
        this.rehearsal = rehearsal;
    }

    @Override
    public SwapPlan plan(SwapSpec spec) {
        rehearse(spec);
        return requests.await(
                "plan a swap to " + spec.kind() + " policy '" + spec.policy() + "'",
                core -> core.swaps().plan(spec));
    }

    @Override
    public SwapInfo swap(SwapSpec spec) {
        rehearse(spec);
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

    /** Has done what takes long the first time, while packets go on. What types of IPCPs say here, they are asked again on the loop. */
    private void rehearse(SwapSpec spec) {
        rehearsal.once();
        List<IpcpType> types = requests.look("look at the types of IPCPs", IpcResourceManager::typesInUse);
        types.forEach(type -> {
            var _ = type.slots();
            var _ = type.policies();
            var _ = type.swapTargets(spec.kind(), spec.policy());
        });
    }

    @Override
    public LayerSwapPlan planLayer(LayerSwapSpec spec) {
        return requests.await(
                "plan a swap of " + words(spec), core -> core.layerSwaps().plan(spec));
    }

    @Override
    public LayerSwapInfo swapLayer(LayerSwapSpec spec) {
        return requests.await(
                "swap " + words(spec),
                LAYER_LIMIT,
                "the swap goes on; policy history tells how it ends, policy rollback --layer takes it back",
                core -> core.layerSwaps().swap(spec));
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
