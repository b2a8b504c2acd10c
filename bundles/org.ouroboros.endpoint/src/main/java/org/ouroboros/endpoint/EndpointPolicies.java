// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.endpoint;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.ouroboros.api.QosSpec;
import org.ouroboros.api.irm.PolicyInfo;
import org.ouroboros.api.irm.SlotInfo;
import org.ouroboros.host.PolicyCatalogue;
import org.ouroboros.loop.IpcpLoop;
import org.ouroboros.policy.authentication.AuthenticationPolicy;
import org.ouroboros.policy.encryption.EncryptionPolicy;
import org.ouroboros.policy.integrity.IntegrityPolicy;
import org.ouroboros.policy.ipcp.LayerTraits;
import org.ouroboros.policy.keyexchange.KeyExchangePolicy;
import org.ouroboros.policy.reliability.ReliabilityPolicy;
import org.ouroboros.policy.swap.SwapTarget;

/**
 * The policies that can protect a flow end to end.
 *
 * @param reliability makes flows ordered and reliable
 * @param integrity finds corrupt packets
 * @param encryption seals packets
 * @param keyExchange agrees on the keys for that
 * @param authentication proves who is at the other end
 * @param choices what operators chose among them
 */
public record EndpointPolicies(
        PolicyCatalogue<ReliabilityPolicy> reliability,
        PolicyCatalogue<IntegrityPolicy> integrity,
        PolicyCatalogue<EncryptionPolicy> encryption,
        PolicyCatalogue<KeyExchangePolicy> keyExchange,
        PolicyCatalogue<AuthenticationPolicy> authentication,
        ProtectionChoices choices) {
    /** The reliability protocol of Ouroboros, for every flow in order over a layer that does not see to that. */
    static final String FRCP = "frcp";

    /** The checksum of Ouroboros, for every flow without bit errors over a layer that may have some. */
    static final String CRC32 = "crc32";

    /**
     * Makes empty catalogues.
     *
     * @param loop the loop of the flows
     * @param prepareDeadline longest time that a policy may take to open
     */
    public EndpointPolicies(IpcpLoop loop, Duration prepareDeadline) {
        this(
                new PolicyCatalogue<>(ReliabilityPolicy.KIND, loop, prepareDeadline),
                new PolicyCatalogue<>(IntegrityPolicy.KIND, loop, prepareDeadline),
                new PolicyCatalogue<>(EncryptionPolicy.KIND, loop, prepareDeadline),
                new PolicyCatalogue<>(KeyExchangePolicy.KIND, loop, prepareDeadline),
                new PolicyCatalogue<>(AuthenticationPolicy.KIND, loop, prepareDeadline),
                new ProtectionChoices());
    }

    /**
     * Says what a flow needs over a layer.
     *
     * @param qos QoS of the flow
     * @param layer what the layer promises by itself
     * @param cipher what encrypts it, if that is agreed on already
     * @return the names of the policies
     */
    static Needs needs(QosSpec qos, LayerTraits layer, Optional<Cipher> cipher) {
        return new Needs(
                qos.inOrder() && !layer.reliable() ? Optional.of(FRCP) : Optional.empty(),
                qos.ber() == 0 && !layer.errorFree() ? Optional.of(CRC32) : Optional.empty(),
                cipher);
    }

    /** {@return the policies of which one may be in use on a flow and be replaced there} */
    private Stream<PolicyCatalogue<?>> replaceable() {
        return Stream.of(reliability, integrity, encryption);
    }

    /** {@return the ends of flows that policies protect, each with the policy there} A snapshot; any thread. */
    public List<SlotInfo> slots() {
        return replaceable()
                .flatMap(catalogue -> catalogue.slotInfos().stream())
                .toList();
    }

    /** {@return the policies that may be in use there} A snapshot; any thread. */
    public List<PolicyInfo> policies() {
        return replaceable()
                .flatMap(catalogue -> catalogue.policyInfos().stream())
                .toList();
    }

    /**
     * Says what a swap comes to: it changes nothing on the wire, so that it is the same cipher in place of itself that encrypts a flow.
     * Any thread.
     *
     * @param kind kind of the policy
     * @param policy name of the policy
     * @return the ends of flows where another one protects that might do as well
     */
    public List<SwapTarget> swapTargets(String kind, String policy) {
        return replaceable()
                .filter(catalogue -> catalogue.kind().equals(kind))
                .flatMap(catalogue -> catalogue.swapSlots(policy).stream())
                .filter(slot -> !kind.equals(EncryptionPolicy.KIND)
                        || number(slot.info().wanted()).equals(number(policy)))
                .map(slot -> new SwapTarget(slot, policy))
                .toList();
    }

    /**
     * Has flows that are allocated from now on use a policy in place of what they ask for, where that changes nothing on the wire and as long as
     * the policy is present. On the loop.
     *
     * @param kind kind of the policy; what does not protect flows is left alone
     * @param policy name of the policy
     */
    public void choose(String kind, String policy) {
        if (replaceable().anyMatch(catalogue -> catalogue.kind().equals(kind))) {
            choices.choose(kind, policy);
        }
    }

    /** {@return what a new flow uses that asks for a policy} On the loop. */
    String chosen(PolicyCatalogue<?> catalogue, String asked) {
        return choices.latest(
                        catalogue.kind(),
                        chosen -> catalogue.find(chosen).isPresent()
                                && (catalogue != encryption || number(chosen).equals(number(asked))))
                .orElse(asked);
    }

    private Optional<Integer> number(String cipher) {
        return encryption.find(cipher).map(found -> found.policy().traits().number());
    }

    /** The policies that a flow needs, by name. */
    record Needs(Optional<String> reliability, Optional<String> integrity, Optional<Cipher> encryption) {
        boolean none() {
            return reliability.isEmpty() && integrity.isEmpty() && encryption.isEmpty();
        }
    }

    /**
     * An encryption policy and the session key for it.
     *
     * @param policy name of the policy
     * @param key whoever opens the flow takes it over and wipes it
     */
    @SuppressWarnings("ArrayRecordComponent") // a secret, never compared or printed
    public record Cipher(String policy, byte[] key) {
        @Override
        public String toString() {
            return policy;
        }
    }
}
