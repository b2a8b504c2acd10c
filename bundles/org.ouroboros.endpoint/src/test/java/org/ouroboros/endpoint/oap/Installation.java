// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.endpoint.oap;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.ouroboros.authentication.x509.X509Policy;
import org.ouroboros.endpoint.EndpointPolicies;
import org.ouroboros.endpoint.cipher.Ciphers;
import org.ouroboros.endpoint.oap.NameSecurity.Credentials;
import org.ouroboros.host.Candidate;
import org.ouroboros.keyexchange.ec.Prime256v1Policy;
import org.ouroboros.keyexchange.ec.Secp384r1Policy;
import org.ouroboros.keyexchange.ec.Secp521r1Policy;
import org.ouroboros.keyexchange.x25519.X25519Policy;
import org.ouroboros.loop.simulation.SimulatedLoop;
import org.ouroboros.policy.authentication.AuthenticationPolicy;
import org.ouroboros.policy.encryption.EncryptionPolicy;
import org.ouroboros.policy.keyexchange.KeyExchangePolicy;

/** A system with all policies, as far as allocations need one. It trusts the authority of the test vectors. */
final class Installation {
    final SimulatedLoop loop;
    final EndpointPolicies policies;
    final OapServer server;

    Installation(SimulatedLoop loop) {
        this.loop = loop;
        this.policies = new EndpointPolicies(loop, Duration.ofSeconds(1));
        this.server = new OapServer(loop, policies);
        Ciphers.ALL.forEach((name, policy) ->
                policies.encryption().offer(new Candidate<>(policy, EncryptionPolicy.KIND, name, "test", "1.0.0")));
        install("prime256v1", new Prime256v1Policy());
        install("secp384r1", new Secp384r1Policy());
        install("secp521r1", new Secp521r1Policy());
        install("X25519", new X25519Policy());
        policies.authentication()
                .offer(new Candidate<>(new X509Policy(), AuthenticationPolicy.KIND, "x509", "test", "1.0.0"));
        loop.runFor(Duration.ZERO);
    }

    void install(String name, KeyExchangePolicy policy) {
        policies.keyExchange().offer(new Candidate<>(policy, KeyExchangePolicy.KIND, name, "test", "1.0.0"));
    }

    /** {@return settings of a name} */
    NameSecurity security(Optional<EncryptionSettings> encryption, Optional<Credentials> credentials) {
        return new NameSecurity(encryption, credentials, false, Optional.empty(), Pki.trust());
    }

    OapClient open(String name, NameSecurity security) {
        return Awaited.of(loop, OapClient.open(loop, policies, name, security, new byte[0]));
    }

    OapServer.Answer answer(byte[] request, NameSecurity security) {
        return Awaited.of(
                loop, server.take("name", request).answer(security, said -> CompletableFuture.completedFuture(said)));
    }

    Session finish(OapClient client, byte[] response) {
        return Awaited.of(loop, client.finish(response));
    }
}
