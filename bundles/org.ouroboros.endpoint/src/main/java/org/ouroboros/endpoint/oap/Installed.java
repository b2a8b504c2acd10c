// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.endpoint.oap;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.ouroboros.api.FlowRefused.Reason;
import org.ouroboros.endpoint.EndpointPolicies;
import org.ouroboros.host.Candidate;
import org.ouroboros.host.PolicyCatalogue;
import org.ouroboros.policy.authentication.AuthenticationPolicy;
import org.ouroboros.policy.encryption.EncryptionPolicy;
import org.ouroboros.policy.keyexchange.KeyExchangePolicy;
import org.ouroboros.policy.keyexchange.KeyShare;

/** Finds the policies that an allocation needs. Any thread. */
record Installed(EndpointPolicies policies) {
    /** How long an allocation waits for a policy: the update of a bundle takes less. */
    static final Duration PATIENCE = Duration.ofSeconds(2);

    /** The certificates that the protocol knows. */
    private static final String X509 = "x509";

    /**
     * A policy and the name that it goes by.
     *
     * @param name its name
     * @param policy the policy
     */
    record Named<P>(String name, P policy) {}

    /**
     * Waits for the policies that the settings of a name want. On the loop.
     *
     * @return completes when all of them are there, at once if they are, or after {@link #PATIENCE}
     */
    CompletableFuture<Void> present(NameSecurity security) {
        List<CompletableFuture<Void>> all = new ArrayList<>();
        security.encryption().ifPresent(wanted -> {
            all.add(policies.encryption().await(wanted.cipher(), PATIENCE));
            all.add(policies.keyExchange().await(wanted.keyExchange(), PATIENCE));
        });
        if (security.credentials().isPresent() || security.peerMustAuthenticate()) {
            all.add(policies.authentication().await(X509, PATIENCE));
        }
        return CompletableFuture.allOf(all.toArray(CompletableFuture<?>[]::new));
    }

    Named<EncryptionPolicy> cipher(String name) {
        return named(policies.encryption(), "cipher", name, Reason.ENCRYPTION);
    }

    Named<EncryptionPolicy> cipher(int number) {
        return first(policies.encryption(), policy -> policy.traits().number() == number)
                .orElseThrow(() -> new Refusal(
                        Reason.ENCRYPTION,
                        "names cipher number " + number + ", which is not installed; installed are "
                                + names(policies.encryption())));
    }

    Named<KeyExchangePolicy> keyExchange(String name) {
        return named(policies.keyExchange(), "key exchange", name, Reason.ENCRYPTION);
    }

    Named<KeyExchangePolicy> keyExchange(KeyShare offer) {
        return first(policies.keyExchange(), policy -> policy.recognises(offer))
                .orElseThrow(() -> new Refusal(
                        Reason.ENCRYPTION,
                        "carries a key (" + offer + ") of no key exchange that is installed; installed are "
                                + names(policies.keyExchange())));
    }

    AuthenticationPolicy authentication() {
        return named(policies.authentication(), "authentication", X509, Reason.AUTHENTICATION)
                .policy();
    }

    private static <P> Named<P> named(PolicyCatalogue<P> catalogue, String kind, String name, Reason reason) {
        return catalogue
                .find(name)
                .map(found -> new Named<>(found.name(), found.policy()))
                .orElseThrow(() -> new Refusal(
                        reason,
                        "needs " + kind + " '" + name + "', which is not installed; installed are "
                                + names(catalogue)));
    }

    private static <P> Optional<Named<P>> first(PolicyCatalogue<P> catalogue, Predicate<P> fitting) {
        return catalogue.candidates().stream()
                .filter(candidate -> fitting.test(candidate.policy()))
                .findFirst()
                .map(found -> new Named<>(found.name(), found.policy()));
    }

    private static <P> String names(PolicyCatalogue<P> catalogue) {
        List<String> names = catalogue.candidates().stream()
                .map(Candidate::name)
                .distinct()
                .sorted()
                .collect(Collectors.toList());
        return names.isEmpty() ? "none" : String.join(", ", names);
    }
}
