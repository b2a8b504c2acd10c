// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.endpoint.oap;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.ouroboros.api.FlowRefused;
import org.ouroboros.api.FlowRefused.Reason;
import org.ouroboros.endpoint.EndpointPolicies;
import org.ouroboros.endpoint.EndpointPolicies.Cipher;
import org.ouroboros.endpoint.oap.Installed.Named;
import org.ouroboros.loop.IpcpLoop;
import org.ouroboros.policy.authentication.AuthenticationPolicy.Identity;
import org.ouroboros.policy.encryption.EncryptionPolicy;
import org.ouroboros.policy.keyexchange.Agreement;
import org.ouroboros.policy.keyexchange.KeyExchangePolicy;
import org.ouroboros.policy.keyexchange.KeyShare;

/**
 * The client's side of one allocation (end-to-end specification, section 4.4). Confined to the loop; what takes its time runs off the
 * loop, under a deadline.
 */
public final class OapClient implements AutoCloseable {
    private static final byte[] NOTHING = {};

    private final IpcpLoop loop;
    private final Installed installed;
    private final String name;
    private final NameSecurity security;
    private final OapMessage request;
    private final byte[] sent;
    private final Optional<Exchange> exchange;
    private final Optional<EarlierSession> earlier;

    /** A key exchange under way. */
    private sealed interface Exchange extends AutoCloseable {
        /** {@return the name of the exchange} */
        String name();

        /** {@return what is sent} */
        KeyShare share();

        /** {@return the secret} */
        Agreement complete(Optional<KeyShare> answer) throws GeneralSecurityException;

        @Override
        void close();

        /** A key is offered, and the server answers it. */
        record Offered(String name, KeyExchangePolicy.Initiation initiation) implements Exchange {
            @Override
            public KeyShare share() {
                return initiation.offer();
            }

            @Override
            public Agreement complete(Optional<KeyShare> answer) throws GeneralSecurityException {
                return initiation.complete(
                        answer.orElseThrow(() -> new Refusal(Reason.ENCRYPTION, "carries no key, and one is needed")));
            }

            @Override
            public void close() {
                initiation.close();
            }
        }

        /** A secret was encapsulated to the key of the server, and is known already. */
        record Encapsulated(String name, KeyShare share, Agreement agreement) implements Exchange {
            @Override
            public Agreement complete(Optional<KeyShare> answer) {
                return agreement;
            }

            @Override
            public void close() {
                agreement.close();
            }
        }
    }

    private OapClient(
            IpcpLoop loop,
            Installed installed,
            String name,
            NameSecurity security,
            OapMessage request,
            Optional<Exchange> exchange,
            Optional<EarlierSession> earlier) {
        this.loop = loop;
        this.installed = installed;
        this.name = name;
        this.security = security;
        this.request = request;
        this.sent = request.encode();
        this.exchange = exchange;
        this.earlier = earlier;
    }

    /**
     * Opens an allocation.
     *
     * @param loop where time and randomness come from
     * @param policies what can protect flows
     * @param name the name that is asked for
     * @param security what is wanted of its flows
     * @param data what the application says
     * @return completes with the allocation, owned by the caller, or with {@link FlowRefused}; at once if nothing is wanted
     */
    public static CompletableFuture<OapClient> open(
            IpcpLoop loop, EndpointPolicies policies, String name, NameSecurity security, byte[] data) {
        byte[] id = new byte[OapMessage.ID_BYTES];
        loop.secureRandom(id);
        OapMessage plain = OapMessage.plain(id, loop.wallClockNs(), new MemberBlock(data).encode(), NOTHING);
        Installed installed = new Installed(policies);
        if (security.isNone()) {
            return CompletableFuture.completedFuture(
                    new OapClient(loop, installed, name, security, plain, Optional.empty(), Optional.empty()));
        }
        return begun(loop, installed, name, security, plain, Optional.empty());
    }

    /**
     * Opens the renegotiation of a flow that is encrypted.
     *
     * @param loop where time and randomness come from
     * @param policies what can protect flows
     * @param name the name that the flow was allocated to
     * @param security what is wanted of the flow from now on; encryption is part of it
     * @param earlier the flow, taken over
     * @return completes with the allocation, owned by the caller, or with {@link FlowRefused}
     */
    public static CompletableFuture<OapClient> renegotiate(
            IpcpLoop loop, EndpointPolicies policies, String name, NameSecurity security, EarlierSession earlier) {
        byte[] id = new byte[OapMessage.ID_BYTES];
        loop.secureRandom(id);
        OapMessage plain = OapMessage.plain(id, loop.wallClockNs(), NOTHING, NOTHING);
        return begun(loop, new Installed(policies), name, security, plain, Optional.of(earlier))
                .whenComplete((client, failure) -> {
                    if (failure != null) {
                        earlier.close();
                    }
                });
    }

    private static CompletableFuture<OapClient> begun(
            IpcpLoop loop,
            Installed installed,
            String name,
            NameSecurity security,
            OapMessage plain,
            Optional<EarlierSession> earlier) {
        return installed
                .present(security)
                .thenCompose(ready -> Work.run(
                        loop,
                        "flow to '" + name + "': the request",
                        () -> begin(loop, installed, name, security, plain, earlier),
                        OapClient::close));
    }

    /** Goes on with a request that was made before. */
    static OapClient resume(
            IpcpLoop loop,
            EndpointPolicies policies,
            String name,
            NameSecurity security,
            OapMessage request,
            KeyExchangePolicy.@Nullable Initiation initiation) {
        Optional<Exchange> exchange = Optional.ofNullable(initiation)
                .map(begun ->
                        new Exchange.Offered(security.encryption().orElseThrow().keyExchange(), begun));
        return new OapClient(loop, new Installed(policies), name, security, request, exchange, Optional.empty());
    }

    private static OapClient begin(
            IpcpLoop loop,
            Installed installed,
            String name,
            NameSecurity security,
            OapMessage plain,
            Optional<EarlierSession> earlier) {
        SecureRandom random = new LoopRandom(loop);
        Optional<Identity> identity = Authentication.identity(installed, security);
        Optional<Exchange> exchange = Optional.empty();
        try {
            exchange = security.encryption().map(settings -> begin(installed, security, settings, random));
            OapMessage silent = new OapMessage(
                    plain.id(),
                    plain.timestampNs(),
                    security.encryption()
                            .map(settings -> installed
                                    .cipher(settings.cipher())
                                    .policy()
                                    .traits()
                                    .number())
                            .orElse(0),
                    security.encryption().map(settings -> settings.kdf().nid()).orElse(0),
                    identity.filter(own -> !own.choosesDigest()).isPresent() ? 0 : security.digestNid(),
                    identity.map(Identity::certificate).orElse(NOTHING),
                    exchange.map(begun -> begun.share().raw()).orElse(false),
                    exchange.filter(Exchange.Encapsulated.class::isInstance).isPresent(),
                    exchange.map(begun -> begun.share().bytes()).orElse(NOTHING),
                    plain.data(),
                    NOTHING,
                    NOTHING);
            OapMessage unsigned = earlier.map(flow -> flow.proven(silent)).orElse(silent);
            OapMessage request = identity.map(own -> Authentication.signed(unsigned, own, random))
                    .orElse(unsigned);
            hash(
                    request.digestOfRequest(),
                    NOTHING); // a digest that is not there is better known before the server answers
            return new OapClient(loop, installed, name, security, request, exchange, earlier);
        } catch (RuntimeException failure) {
            exchange.ifPresent(Exchange::close);
            throw failure;
        } finally {
            identity.ifPresent(Identity::close);
        }
    }

    private static Exchange begin(
            Installed installed, NameSecurity security, EncryptionSettings settings, SecureRandom random) {
        Named<KeyExchangePolicy> policy = installed.keyExchange(settings.keyExchange());
        try {
            if (!settings.clientEncapsulates()) {
                return new Exchange.Offered(policy.name(), policy.policy().initiate(random));
            }
            KeyExchangePolicy.Encapsulation encapsulation = policy.policy()
                    .encapsulation()
                    .orElseThrow(() -> new Refusal(
                            Reason.ENCRYPTION, "is to be encapsulated by " + policy.name() + ", which cannot do so"));
            KeyShare serverKey = security.staticKey()
                    .orElseThrow(() -> new Refusal(
                            Reason.ENCRYPTION, "is to be encapsulated to the key of the server, which is not there"));
            KeyExchangePolicy.Answer encapsulated = encapsulation.encapsulate(serverKey, random);
            return new Exchange.Encapsulated(policy.name(), encapsulated.share(), encapsulated.agreement());
        } catch (GeneralSecurityException unable) {
            throw new Refusal(Reason.ENCRYPTION, "cannot begin " + policy.name(), unable);
        }
    }

    /** {@return whether a key will be agreed on} */
    public boolean agreesOnKey() {
        return exchange.isPresent();
    }

    /** {@return the request, to be carried to the server} */
    public byte[] request() {
        return sent.clone();
    }

    /**
     * Finds out what the response says: that it answers this request, who sent it, and what protects the flow.
     *
     * @param response what the server answered
     * @return completes with what was agreed on, or with {@link FlowRefused}
     */
    public CompletableFuture<Session> finish(byte[] response) {
        String subject = "flow to '" + name + "': the answer of the peer";
        try {
            OapMessage answer = OapMessage.decode(
                            response, request.digestOfRequest().bytes())
                    .orElseThrow(
                            () -> new Refusal(Reason.AUTHENTICATION, "is malformed, in " + response.length + " bytes"));
            if (!MessageDigest.isEqual(answer.id(), request.id())) {
                throw new Refusal(Reason.AUTHENTICATION, "is to another request");
            }
            if (security.isNone() && answer.certificate().length == 0) {
                return CompletableFuture.completedFuture(agree(answer, response));
            }
            return Work.run(loop, subject, () -> agree(answer, response), Session::forget);
        } catch (Refusal refusal) {
            return CompletableFuture.failedFuture(refusal.about(subject));
        }
    }

    /** Forgets the private key of the exchange, and the secret of an earlier session. Idempotent. */
    @Override
    public void close() {
        exchange.ifPresent(Exchange::close);
        earlier.ifPresent(EarlierSession::close);
    }

    private Session agree(OapMessage answer, byte[] response) {
        Optional<String> peer = Authentication.peer(
                installed, security, answer, response, Instant.ofEpochSecond(0, loop.wallClockNs()));
        if (!MessageDigest.isEqual(answer.requestHash(), hash(request.digestOfRequest(), sent))) {
            throw new Refusal(Reason.AUTHENTICATION, "is to a request that was changed on its way");
        }
        if (peer.isPresent() && !peer.get().equals(name)) {
            throw new Refusal(Reason.AUTHENTICATION, "carries the certificate of '" + peer.get() + "'");
        }
        if (earlier.isPresent() && !earlier.get().isOf(answer)) {
            throw new Refusal(Reason.AUTHENTICATION, "does not prove that the peer of the flow made it");
        }
        return exchange.map(begun -> encrypted(begun, answer, peer))
                .orElseGet(() -> session(Optional.empty(), "", peer, answer));
    }

    private static Session session(
            Optional<Cipher> cipher, String keyExchange, Optional<String> peer, OapMessage answer) {
        return new Session(
                AllocationId.of(answer.id()),
                cipher,
                keyExchange,
                peer,
                MemberBlock.version(answer.data()),
                MemberBlock.application(answer.data()));
    }

    private Session encrypted(Exchange begun, OapMessage answer, Optional<String> peer) {
        EncryptionSettings own = security.encryption().orElseThrow();
        Named<EncryptionPolicy> cipher = cipher(own, answer);
        Digest kdf = kdf(own, answer);
        try (Agreement agreement = begun.complete(answer.share())) {
            return session(
                    Optional.of(new Cipher(cipher.name(), SessionKeys.derive(kdf, agreement, earlier))),
                    begun.name() + ", " + kdf.label(),
                    peer,
                    answer);
        } catch (GeneralSecurityException senseless) {
            throw new Refusal(Reason.ENCRYPTION, "carries no key of " + begun.name(), senseless);
        }
    }

    private Named<EncryptionPolicy> cipher(EncryptionSettings own, OapMessage answer) {
        if (answer.cipher() == 0) {
            throw new Refusal(Reason.ENCRYPTION, "names no cipher, and " + own.cipher() + " is wanted");
        }
        Named<EncryptionPolicy> chosen = installed.cipher(answer.cipher());
        if (chosen.policy().traits().strength()
                < installed.cipher(own.cipher()).policy().traits().strength()) {
            throw new Refusal(Reason.ENCRYPTION, "chooses " + chosen.name() + ", which is weaker than " + own.cipher());
        }
        return chosen;
    }

    /** {@return what derives the key} A secret that the client encapsulated is derived as the client said. */
    private Digest kdf(EncryptionSettings own, OapMessage answer) {
        if (answer.kdf() == 0 || own.clientEncapsulates()) {
            return own.kdf();
        }
        Digest chosen = Digest.ofNid(answer.kdf()).orElseThrow();
        if (chosen.compareTo(own.kdf()) < 0) {
            throw new Refusal(
                    Reason.ENCRYPTION,
                    "derives keys with " + chosen.label() + ", which is weaker than "
                            + own.kdf().label());
        }
        return chosen;
    }

    private static byte[] hash(Digest digest, byte[] message) {
        try {
            return digest.hash(message);
        } catch (NoSuchAlgorithmException missing) {
            throw new Refusal(
                    Reason.AUTHENTICATION, "names digest " + digest.label() + ", which this Java platform lacks");
        }
    }
}
