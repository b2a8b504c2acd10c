// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.endpoint.oap;

import java.security.GeneralSecurityException;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;
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
 * The server's side of all allocations of a system (end-to-end specification, section 4.5). Confined to the loop; what takes its time
 * runs off the loop, under a deadline.
 */
public final class OapServer {
    /** Enough for 3,000 requests a second. */
    private static final int REMEMBERED_REQUESTS = 65_536;

    private static final byte[] NOTHING = {};

    private final IpcpLoop loop;
    private final Installed installed;
    private final RecentRequests recent;

    /**
     * Opens the server's side.
     *
     * @param loop where time and randomness come from
     * @param policies what can protect flows
     */
    public OapServer(IpcpLoop loop, EndpointPolicies policies) {
        this(loop, policies, REMEMBERED_REQUESTS);
    }

    OapServer(IpcpLoop loop, EndpointPolicies policies, int rememberedRequests) {
        this.loop = loop;
        this.installed = new Installed(policies);
        this.recent = new RecentRequests(rememberedRequests);
    }

    /**
     * Takes a request as it comes.
     *
     * @param name the name that it asks for
     * @param request what the client says
     * @return the request, which is fresh and new
     * @throws FlowRefused if it is malformed, old or known
     */
    public Taken take(String name, byte[] request) {
        String subject = "flow to '" + name + "': the request of the peer";
        try {
            OapMessage asked = OapMessage.decode(request, 0)
                    .orElseThrow(
                            () -> new Refusal(Reason.AUTHENTICATION, "is malformed, in " + request.length + " bytes"));
            recent.complaintAbout(asked, loop.wallClockNs()).ifPresent(complaint -> {
                throw new Refusal(Reason.AUTHENTICATION, "is refused: " + complaint);
            });
            return new Taken(subject, asked, request);
        } catch (Refusal refusal) {
            throw refusal.about(subject);
        }
    }

    /**
     * What is answered.
     *
     * @param session what was agreed on
     * @param response the response, to be carried to the client
     */
    @SuppressWarnings("ArrayRecordComponent") // an opaque message, handed on and never compared
    public record Answer(Session session, byte[] response) {}

    /** The application of this side. */
    public interface Application {
        /**
         * Answers what the application of the client says. Called on the loop, if that says something, once it is known who asks.
         *
         * @param data what it says
         * @return completes with what is answered, or with {@link FlowRefused}
         */
        CompletableFuture<byte[]> answer(byte[] data);
    }

    /** A request that is fresh and new. */
    public final class Taken {
        private final String subject;
        private final OapMessage asked;
        private final byte[] bytes;

        private Taken(String subject, OapMessage asked, byte[] bytes) {
            this.subject = subject;
            this.asked = asked;
            this.bytes = bytes;
        }

        /**
         * Finds out who asks, agrees on what protects the flow, and makes the response.
         *
         * @param security what this side wants of flows of the name
         * @param application is asked for what it answers
         * @return completes with the answer, or with {@link FlowRefused}; at once if neither side wants or says anything
         */
        public CompletableFuture<Answer> answer(NameSecurity security, Application application) {
            return installed.present(security).thenCompose(ready -> answered(security, application));
        }

        /** {@return the allocation that made the flow that is renegotiated; empty if a new flow is asked for} */
        public Optional<AllocationId> renegotiates() {
            return MemberBlock.decode(asked.data())
                    .flatMap(MemberBlock::renewal)
                    .map(MemberBlock.Renewal::flow);
        }

        /**
         * Finds out whether the other end of a flow asks, agrees with it on what protects the flow from now on, and makes the response.
         *
         * @param security what this side wants of flows of the name
         * @param earlier the flow, taken over
         * @return completes with the answer, or with {@link FlowRefused}
         */
        public CompletableFuture<Answer> renegotiate(NameSecurity security, EarlierSession earlier) {
            return installed
                    .present(security)
                    .thenCompose(ready -> Work.run(
                            loop,
                            subject,
                            () -> draft(security, Optional.of(earlier)).finished(NOTHING),
                            OapServer::forget))
                    .whenComplete((answer, failure) -> earlier.close());
        }

        private CompletableFuture<Answer> answered(NameSecurity security, Application application) {
            boolean plain = security.isNone() && asked.certificate().length == 0 && asked.keyExchange().length == 0;
            byte[] said = MemberBlock.application(asked.data());
            if (said.length == 0) {
                return run(plain, () -> draft(security, Optional.empty()).finished(NOTHING), OapServer::forget);
            }
            return run(plain, () -> draft(security, Optional.empty()), Draft::abandon)
                    .thenCompose(draft -> CompletableFuture.completedFuture(said.clone())
                            .thenCompose(application::answer)
                            .thenCompose(data -> run(plain, () -> draft.finished(data), OapServer::forget))
                            .whenComplete((answer, failure) -> {
                                if (failure != null) {
                                    draft.abandon();
                                }
                            }));
        }

        private <T> CompletableFuture<T> run(boolean atOnce, Supplier<T> step, Consumer<T> abandon) {
            if (!atOnce) {
                return Work.run(loop, subject, step, abandon);
            }
            try {
                return CompletableFuture.completedFuture(step.get());
            } catch (Refusal refusal) {
                return CompletableFuture.failedFuture(refusal.about(subject));
            }
        }

        /** {@return the answer but for what the application says, owned by the caller} */
        private Draft draft(NameSecurity security, Optional<EarlierSession> earlier) {
            if (earlier.isPresent() && !earlier.get().isOf(asked)) {
                throw new Refusal(Reason.AUTHENTICATION, "does not prove that the peer of the flow made it");
            }
            SecureRandom random = new LoopRandom(loop);
            Optional<Identity> identity = Authentication.identity(installed, security);
            try {
                return draft(security, earlier, identity, random);
            } catch (RuntimeException failure) {
                identity.ifPresent(Identity::close);
                throw failure;
            }
        }

        private Draft draft(
                NameSecurity security,
                Optional<EarlierSession> earlier,
                Optional<Identity> identity,
                SecureRandom random) {
            Optional<String> peer = Authentication.peer(
                    installed, security, asked, bytes, Instant.ofEpochSecond(0, loop.wallClockNs()));
            byte[] hash = hash(asked.digestOfRequest(), bytes);
            Optional<Agreed> agreed = asked.share().map(offer -> agreeOnKey(security, earlier, offer, random));
            if (agreed.isEmpty() && earlier.isPresent()) {
                throw new Refusal(Reason.ENCRYPTION, "offers no key, and the flow is encrypted");
            }
            if (agreed.isEmpty()) {
                security.encryption().ifPresent(settings -> {
                    throw new Refusal(
                            Reason.ENCRYPTION,
                            "offers no key, and flows of the name are encrypted by " + settings.cipher());
                });
            }
            OapMessage unsigned = new OapMessage(
                    asked.id(),
                    loop.wallClockNs(),
                    agreed.map(Agreed::cipherNumber).orElse(0),
                    agreed.map(key -> key.kdf().nid()).orElse(0),
                    identity.filter(own -> !own.choosesDigest()).isPresent() ? 0 : security.digestNid(),
                    identity.map(Identity::certificate).orElse(NOTHING),
                    agreed.flatMap(Agreed::share).map(KeyShare::raw).orElse(false),
                    false,
                    agreed.flatMap(Agreed::share).map(KeyShare::bytes).orElse(NOTHING),
                    NOTHING,
                    hash,
                    NOTHING);
            Session session = new Session(
                    AllocationId.of(asked.id()),
                    agreed.map(Agreed::cipher),
                    agreed.map(Agreed::label).orElse(""),
                    peer,
                    MemberBlock.version(asked.data()),
                    MemberBlock.application(asked.data()));
            return new Draft(unsigned, earlier, identity, session, random);
        }

        private Agreed agreeOnKey(
                NameSecurity security, Optional<EarlierSession> earlier, KeyShare offer, SecureRandom random) {
            Named<EncryptionPolicy> cipher = cipher(security);
            Digest kdf = kdf(security);
            Named<KeyExchangePolicy> exchange = exchange(security, offer);
            try {
                if (asked.clientEncapsulates()) {
                    KeyShare privateKey = security.staticKey()
                            .orElseThrow(() -> new Refusal(
                                    Reason.ENCRYPTION, "is encapsulated to a key that this system does not have"));
                    return agreed(
                            cipher,
                            kdf,
                            exchange.name(),
                            Optional.empty(),
                            encapsulation(exchange).decapsulate(offer, privateKey),
                            earlier);
                }
                KeyExchangePolicy.Answer answer = exchange.policy().answer(offer, random);
                return agreed(cipher, kdf, exchange.name(), Optional.of(answer.share()), answer.agreement(), earlier);
            } catch (GeneralSecurityException senseless) {
                throw new Refusal(Reason.ENCRYPTION, "carries no key of " + exchange.name(), senseless);
            }
        }

        private Agreed agreed(
                Named<EncryptionPolicy> cipher,
                Digest kdf,
                String exchange,
                Optional<KeyShare> share,
                Agreement agreement,
                Optional<EarlierSession> earlier) {
            try (agreement) {
                return new Agreed(
                        new Cipher(cipher.name(), SessionKeys.derive(kdf, agreement, earlier)),
                        cipher.policy().traits().number(),
                        kdf,
                        exchange,
                        share);
            }
        }

        /** {@return the stronger one of the two sides' ciphers} */
        private Named<EncryptionPolicy> cipher(NameSecurity security) {
            Optional<Named<EncryptionPolicy>> own =
                    security.encryption().map(settings -> installed.cipher(settings.cipher()));
            if (asked.cipher() == 0) {
                return own.orElseThrow(() -> new Refusal(Reason.ENCRYPTION, "offers a key, and names no cipher"));
            }
            Named<EncryptionPolicy> theirs = installed.cipher(asked.cipher());
            return own.filter(ours -> ours.policy().traits().strength()
                            >= theirs.policy().traits().strength())
                    .orElse(theirs);
        }

        /** {@return the stronger one of the two sides' hashes, or the client's, if the secret is derived by it already} */
        private Digest kdf(NameSecurity security) {
            Optional<Digest> own = security.encryption().map(EncryptionSettings::kdf);
            Optional<Digest> theirs = Digest.ofNid(asked.kdf());
            if (!asked.clientEncapsulates()) {
                return theirs.map(hash -> own.map(hash::stronger).orElse(hash))
                        .or(() -> own)
                        .orElseThrow(() -> new Refusal(
                                Reason.ENCRYPTION, "offers a key, and does not say what derives keys from it"));
            }
            Digest used = theirs.orElseThrow(() -> new Refusal(
                    Reason.ENCRYPTION, "encapsulates a secret, and does not say what derives keys from it"));
            if (own.isPresent() && used.compareTo(own.get()) < 0) {
                throw new Refusal(
                        Reason.ENCRYPTION,
                        "derives keys with " + used.label() + ", which is weaker than "
                                + own.get().label());
            }
            return used;
        }

        private Named<KeyExchangePolicy> exchange(NameSecurity security, KeyShare offer) {
            Optional<Named<KeyExchangePolicy>> own =
                    security.encryption().map(settings -> installed.keyExchange(settings.keyExchange()));
            if (asked.clientEncapsulates()) {
                return own.orElseThrow(() -> new Refusal(
                        Reason.ENCRYPTION, "encapsulates a secret, and this system has no settings that say how"));
            }
            Named<KeyExchangePolicy> theirs = installed.keyExchange(offer);
            if (own.isPresent()
                    && theirs.policy().strength() < own.get().policy().strength()) {
                throw new Refusal(
                        Reason.ENCRYPTION,
                        "offers a key of " + theirs.name() + ", which is weaker than "
                                + own.get().name());
            }
            return theirs;
        }
    }

    /** An answer that is still to be signed. It is finished or abandoned. */
    record Draft(
            OapMessage unsigned,
            Optional<EarlierSession> earlier,
            Optional<Identity> identity,
            Session session,
            SecureRandom random) {
        /** {@return the answer} What it is signed with is closed. */
        Answer finished(byte[] data) {
            try {
                OapMessage whole = earlier.map(flow -> flow.proven(unsigned))
                        .orElseGet(() -> unsigned.saying(session.ours() ? new MemberBlock(data).encode() : data));
                OapMessage response = identity.map(own -> Authentication.signed(whole, own, random))
                        .orElse(whole);
                return new Answer(session, response.encode());
            } catch (RuntimeException failure) {
                session.forget();
                throw failure;
            } finally {
                identity.ifPresent(Identity::close);
            }
        }

        /** Forgets what is secret. Idempotent. */
        void abandon() {
            identity.ifPresent(Identity::close);
            session.forget();
        }
    }

    /** A key that was agreed on, and what is told of it. */
    private record Agreed(Cipher cipher, int cipherNumber, Digest kdf, String exchange, Optional<KeyShare> share) {
        String label() {
            return exchange + ", " + kdf.label();
        }
    }

    private static void forget(Answer late) {
        late.session().forget();
    }

    private static KeyExchangePolicy.Encapsulation encapsulation(Named<KeyExchangePolicy> exchange) {
        return exchange.policy()
                .encapsulation()
                .orElseThrow(() -> new Refusal(
                        Reason.ENCRYPTION, "encapsulates a secret, which " + exchange.name() + " cannot do"));
    }

    private static byte[] hash(Digest digest, byte[] request) {
        try {
            return digest.hash(request);
        } catch (NoSuchAlgorithmException missing) {
            throw new Refusal(
                    Reason.AUTHENTICATION, "names digest " + digest.label() + ", which this Java platform lacks");
        }
    }
}
