// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.irm;

import java.util.List;
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
}
