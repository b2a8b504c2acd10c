// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.ipcp.unicast;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.ouroboros.api.irm.PolicyInfo;
import org.ouroboros.api.irm.SlotInfo;
import org.ouroboros.host.Candidate;
import org.ouroboros.host.LetGo;
import org.ouroboros.loop.IpcpLoops;
import org.ouroboros.policy.address.AddressPolicy;
import org.ouroboros.policy.congestion.CongestionPolicy;
import org.ouroboros.policy.directory.DirectoryPolicy;
import org.ouroboros.policy.forwarding.ForwardingPolicy;
import org.ouroboros.policy.ipcp.Ipcp;
import org.ouroboros.policy.ipcp.IpcpHost;
import org.ouroboros.policy.ipcp.IpcpType;
import org.ouroboros.policy.ipcp.LayerOption;
import org.ouroboros.policy.ipcp.LayerTraits;
import org.ouroboros.policy.ipcp.ProvidesIpcp;
import org.ouroboros.policy.routing.RoutingPolicy;
import org.ouroboros.policy.scheduling.SchedulingPolicy;
import org.ouroboros.policy.swap.SwapSlot;
import org.ouroboros.policy.swap.SwapTarget;

/** The IPCP type {@code unicast}; takes in the policies that its IPCPs use. */
@Component
@ProvidesIpcp(type = "unicast")
public final class UnicastIpcpType implements IpcpType {
    private static final LayerTraits TRAITS = new LayerTraits(1, false, false, false, Duration.ofMillis(100));

    /** How long a policy may take to prepare. */
    private static final Duration DEADLINE = Duration.ofSeconds(5);

    private final Policies policies;

    /**
     * Opens empty catalogues.
     *
     * @param loops the loops of the system
     */
    @Activate
    public UnicastIpcpType(@Reference IpcpLoops loops) {
        this(Policies.none(loops.shared(), DEADLINE));
    }

    /**
     * Makes a type without a framework.
     *
     * @param policies what is present
     */
    public UnicastIpcpType(Policies policies) {
        this.policies = policies;
    }

    @Override
    public LayerTraits traits() {
        return TRAITS;
    }

    @Override
    public List<LayerOption> options() {
        return LayerOptions.ALL;
    }

    @Override
    public List<PolicyInfo> policies() {
        return policies.all().stream()
                .flatMap(catalogue -> catalogue.policyInfos().stream())
                .toList();
    }

    @Override
    public List<SlotInfo> slots() {
        return policies.all().stream()
                .flatMap(catalogue -> catalogue.slotInfos().stream())
                .toList();
    }

    @Override
    public List<SwapTarget> swapTargets(String kind, String policy) {
        return policies.all().stream()
                .filter(catalogue -> catalogue.kind().equals(kind))
                .flatMap(catalogue -> catalogue.swapSlots(policy).stream())
                .flatMap(slot -> Stream.concat(
                        kind.equals(RoutingPolicy.KIND) ? forwarding(slot, policy) : Stream.empty(),
                        Stream.of(new SwapTarget(slot, policy))))
                .toList();
    }

    /** {@return the forwarding policy that another routing policy asks for, if it is another one than that which is there} */
    private Stream<SwapTarget> forwarding(SwapSlot routing, String policy) {
        return policies.routing().find(policy).stream()
                .map(found -> found.policy().forwarding())
                .flatMap(asked -> policies.forwarding().swapSlots(asked).stream()
                        .filter(slot -> slot.info().slot().equals(routing.info().slot()))
                        .filter(slot -> !slot.info().wanted().equals(asked))
                        .map(slot -> new SwapTarget(slot, asked)));
    }

    @Override
    public Ipcp create(IpcpHost host) {
        return new UnicastIpcp(host, policies);
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void addRouting(RoutingPolicy policy, ServiceReference<RoutingPolicy> reference) {
        policies.routing().offer(Candidate.of(reference, policy));
    }

    void removeRouting(RoutingPolicy policy) {
        LetGo.await("letting a routing policy go", policies.routing().withdraw(policy));
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void addForwarding(ForwardingPolicy policy, ServiceReference<ForwardingPolicy> reference) {
        policies.forwarding().offer(Candidate.of(reference, policy));
    }

    void removeForwarding(ForwardingPolicy policy) {
        LetGo.await("letting a forwarding policy go", policies.forwarding().withdraw(policy));
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void addCongestion(CongestionPolicy policy, ServiceReference<CongestionPolicy> reference) {
        policies.congestion().offer(Candidate.of(reference, policy));
    }

    void removeCongestion(CongestionPolicy policy) {
        LetGo.await("letting a congestion policy go", policies.congestion().withdraw(policy));
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void addScheduling(SchedulingPolicy policy, ServiceReference<SchedulingPolicy> reference) {
        policies.scheduling().offer(Candidate.of(reference, policy));
    }

    void removeScheduling(SchedulingPolicy policy) {
        LetGo.await("letting a scheduling policy go", policies.scheduling().withdraw(policy));
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void addAddress(AddressPolicy policy, ServiceReference<AddressPolicy> reference) {
        policies.address().offer(Candidate.of(reference, policy));
    }

    void removeAddress(AddressPolicy policy) {
        LetGo.await("letting an address policy go", policies.address().withdraw(policy));
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void addDirectory(DirectoryPolicy policy, ServiceReference<DirectoryPolicy> reference) {
        policies.directory().offer(Candidate.of(reference, policy));
    }

    void removeDirectory(DirectoryPolicy policy) {
        LetGo.await("letting a directory policy go", policies.directory().withdraw(policy));
    }
}
