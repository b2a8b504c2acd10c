// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.irm;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.ouroboros.loop.IpcpLoop;
import org.ouroboros.policy.ipcp.NameHash;

/**
 * Asks layers, all at the same time, whether they reach a name. The most preferred one that does wins, as soon as no more
 * preferred one can still say yes. Confined to the loop.
 */
final class LayerSearch {
    private final List<SystemIpcp> asked;
    private final @Nullable Boolean[] answers;
    private final CompletableFuture<Optional<SystemIpcp>> result = new CompletableFuture<>();

    private LayerSearch(List<SystemIpcp> asked) {
        this.asked = asked;
        this.answers = new Boolean[asked.size()];
    }

    /**
     * Searches.
     *
     * @param loop the loop of the IPCPs
     * @param limit how long a layer may take; one that takes longer does not reach the name
     * @param name the name
     * @param ipcps operational IPCPs, preferred ones first
     * @return completes with the IPCP to use, or empty
     */
    static CompletableFuture<Optional<SystemIpcp>> search(
            IpcpLoop loop, Duration limit, String name, List<SystemIpcp> ipcps) {
        LayerSearch search = new LayerSearch(ipcps);
        for (int i = 0; i < ipcps.size(); i++) {
            search.ask(loop, limit, name, i);
        }
        search.decide();
        return search.result;
    }

    private void ask(IpcpLoop loop, Duration limit, String name, int index) {
        SystemIpcp ipcp = asked.get(index);
        NameHash hash = NameHash.of(name, ipcp.layer().orElseThrow().hash());
        Failures.within(loop, limit, Failures.ask(() -> ipcp.member().query(hash)))
                .whenComplete((reached, failure) -> {
                    answers[index] = Boolean.TRUE.equals(reached);
                    decide();
                });
    }

    private void decide() {
        for (int i = 0; i < answers.length; i++) {
            Boolean answer = answers[i];
            if (answer == null) {
                return;
            }
            if (answer) {
                result.complete(Optional.of(asked.get(i)));
                return;
            }
        }
        result.complete(Optional.empty());
    }
}
