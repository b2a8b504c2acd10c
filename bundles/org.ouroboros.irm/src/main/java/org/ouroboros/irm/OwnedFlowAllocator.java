// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.irm;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
import org.ouroboros.api.Flow;
import org.ouroboros.api.FlowAllocator;
import org.ouroboros.api.FlowOffer;
import org.ouroboros.api.FlowRefused;
import org.ouroboros.api.FlowSet;
import org.ouroboros.api.QosSpec;
import org.ouroboros.endpoint.ReadyFlows;
import org.ouroboros.host.LetGo;

/** Allocates flows for one owner, whose flows are reclaimed together. Any thread. */
class OwnedFlowAllocator implements FlowAllocator {
    private static final int MAX_NAME_BYTES = 255;

    private final IpcResourceManager irm;
    private final FlowOwner owner;

    OwnedFlowAllocator(IpcResourceManager irm, FlowOwner owner) {
        this.irm = irm;
        this.owner = owner;
    }

    @Override
    public Flow allocate(String name, QosSpec qos, Duration timeout, byte[] data) throws InterruptedException {
        if (irm.loop().held()) {
            throw new IllegalStateException(
                    "this thread holds the loop and must not wait for a flow: use request, as a listener may");
        }
        CompletableFuture<Flow> answer = ask(name, qos, timeout, data);
        try {
            return answer.get();
        } catch (InterruptedException interrupted) {
            if (!answer.cancel(false)) {
                answer.join().deallocate();
            }
            throw interrupted;
        } catch (ExecutionException failure) {
            throw Failures.asFlowRefused(name, failure);
        }
    }

    @Override
    public CompletableFuture<Flow> request(String name, QosSpec qos, Duration timeout, byte[] data) {
        CompletableFuture<Flow> answer = ask(name, qos, timeout, data);
        CompletableFuture<Flow> told =
                answer.thenApplyAsync(Function.identity(), task -> irm.loop().spawn("flow-request-" + name, task));
        told.whenComplete((flow, failure) -> {
            boolean nobodyWaits = failure != null && !answer.isCompletedExceptionally();
            if (nobodyWaits && !answer.cancel(false)) {
                answer.thenAccept(Flow::deallocate);
            }
        });
        return told;
    }

    @Override
    public FlowSet newFlowSet() {
        return new ReadyFlows(this);
    }

    /** Gives up and deallocates everything that the owner has, and refuses what it asks for later. */
    void reclaim() {
        CompletableFuture<Boolean> done = irm.loop().call(() -> {
            irm.reclaim(owner);
            return true;
        });
        LetGo.await("deallocating the flows of " + owner.label(), done);
    }

    private CompletableFuture<Flow> ask(String name, QosSpec qos, Duration timeout, byte[] data) {
        int bytes = name.getBytes(StandardCharsets.UTF_8).length;
        if (bytes < 1 || bytes > MAX_NAME_BYTES) {
            throw new IllegalArgumentException("name of " + bytes + " bytes: use 1 to " + MAX_NAME_BYTES);
        }
        if (timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException("time-out " + timeout + " is not positive");
        }
        if (data.length > FlowOffer.MOST_DATA) {
            throw new IllegalArgumentException(
                    data.length + " bytes to be said with an allocation: use up to " + FlowOffer.MOST_DATA);
        }
        FlowOffer offer = new FlowOffer(name, qos, data.clone());
        CompletableFuture<Flow> answer = new CompletableFuture<>();
        try {
            irm.loop().execute(() -> irm.allocate(owner, offer, timeout, answer));
        } catch (RejectedExecutionException closed) {
            answer.completeExceptionally(
                    new FlowRefused(FlowRefused.Reason.LAYER_DOWN, "flow to '" + name + "': the system has stopped"));
        }
        return answer;
    }
}
