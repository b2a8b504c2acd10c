// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.irm;

import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.ouroboros.api.FlowRefused;
import org.ouroboros.api.FlowRefused.Reason;
import org.ouroboros.api.QosSpec;
import org.ouroboros.api.irm.FlowInfo;
import org.ouroboros.api.irm.FlowInfo.Side;
import org.ouroboros.api.irm.FlowTerms;
import org.ouroboros.api.irm.IrmException;
import org.ouroboros.api.irm.IrmException.Problem;
import org.ouroboros.api.irm.NameSpec;
import org.ouroboros.api.irm.SystemEvent;
import org.ouroboros.endpoint.EndpointPolicies;
import org.ouroboros.endpoint.Replacement;
import org.ouroboros.endpoint.oap.AllocationId;
import org.ouroboros.endpoint.oap.EarlierSession;
import org.ouroboros.endpoint.oap.EncryptionSettings;
import org.ouroboros.endpoint.oap.NameSecurity;
import org.ouroboros.endpoint.oap.OapClient;
import org.ouroboros.endpoint.oap.OapServer;
import org.ouroboros.endpoint.oap.Session;
import org.ouroboros.host.Candidate;
import org.ouroboros.irm.FlowTable.Carriage;
import org.ouroboros.irm.FlowTable.Entry;
import org.ouroboros.loop.IpcpLoop;
import org.ouroboros.policy.encryption.EncryptionPolicy;
import org.ouroboros.policy.ipcp.Allocation;
import org.ouroboros.policy.ipcp.NameHash;

/**
 * Renegotiates open flows: a second flow is allocated over the same layer to the same name, whose request says which flow it is to carry on and
 * proves that an end of that made it; both ends then go over to it. Confined to the loop.
 */
final class Renegotiations {
    /** How long the peer may take to answer, and then, once more, both ends to go over. */
    static final Duration LIMIT = Duration.ofSeconds(5);

    private final IpcpLoop loop;
    private final Names names;
    private final FlowTable table;
    private final Tally tally;
    private final Chronicle chronicle;
    private final EndpointPolicies policies;
    private final NameSecurityFiles security;
    private final Set<Integer> asked = new HashSet<>(); // ends of this system that are being renegotiated

    Renegotiations(
            IpcpLoop loop,
            Names names,
            FlowTable table,
            Tally tally,
            Chronicle chronicle,
            EndpointPolicies policies,
            NameSecurityFiles security) {
        this.loop = loop;
        this.names = names;
        this.table = table;
        this.tally = tally;
        this.chronicle = chronicle;
        this.policies = policies;
        this.security = security;
    }

    /**
     * Renegotiates a flow that this system allocated.
     *
     * @param id number of the end
     * @param terms what is asked for
     * @return completes with the end when both ends use what they agreed on, or with {@link IrmException}
     */
    CompletableFuture<FlowInfo> renegotiate(int id, FlowTerms terms) {
        Entry entry = table.require(id);
        Carriage carriage = renegotiable(entry);
        check(entry, terms);
        if (!asked.add(id)) {
            throw stays(entry, Problem.WRONG_STATE, "it is being renegotiated already");
        }
        QosSpec qos = terms.timeout()
                .map(silence -> entry.identity().qos().withTimeoutMs(silence.toMillis()))
                .orElse(entry.identity().qos());
        return Failures.ask(() -> agree(entry, carriage, qos, terms)).handle((session, failure) -> {
            asked.remove(id);
            if (failure != null) {
                tally.notRenegotiated();
                IrmException told = table.has(id)
                        ? stays(entry, Problem.UNAVAILABLE, Failures.message(failure))
                        : new IrmException(Problem.UNAVAILABLE, entry.identity() + " ended before it was renegotiated");
                chronicle.tell(
                        SystemEvent.FLOW_NOT_RENEGOTIATED, entry.identity().name(), String.valueOf(told.getMessage()));
                throw told;
            }
            return renegotiated(entry, qos, session).info();
        });
    }

    /**
     * Answers the system at the other end of a flow that this system serves.
     *
     * @param carrier the IPCP that the request reached
     * @param name the name that was asked for
     * @param arrival the request, as it came
     * @param request the request, fresh and new
     * @param flow the allocation that made the flow
     * @return completes when this end is prepared to go over, or with {@link FlowRefused}
     */
    CompletableFuture<Allocation.Acceptance> answer(
            SystemIpcp carrier, Name name, Allocation.Arrival arrival, OapServer.Taken request, AllocationId flow) {
        Entry entry = table.served(flow)
                .filter(served -> served.identity().name().equals(name.name())
                        && sameButForTimeout(served.identity().qos(), arrival.qos()))
                .orElseThrow(() ->
                        refused(name.name(), "the flow that is to be renegotiated has ended, or is another system's"));
        Carriage carriage = entry.carriage()
                .filter(carried -> carried.ipcp() == carrier)
                .orElseThrow(() -> refused(name.name(), "the flow that is to be renegotiated is in another layer"));
        byte[] secret = carriage.endpoint()
                .commonSecret()
                .orElseThrow(() -> refused(name.name(), "the flow that is to be renegotiated is not encrypted"));
        EarlierSession earlier = new EarlierSession(flow, secret);
        return security.ofServer(name.spec())
                .whenComplete((wanted, failure) -> {
                    if (failure != null) {
                        earlier.close();
                    }
                })
                .thenCompose(wanted -> request.renegotiate(wanted, earlier))
                .thenCompose(answer -> follow(entry, carriage, arrival, answer));
    }

    private CompletableFuture<Allocation.Acceptance> follow(
            Entry entry, Carriage carriage, Allocation.Arrival arrival, OapServer.Answer answer) {
        Session session = answer.session();
        Replacement replacement = carriage.endpoint().replacement(arrival.qos());
        return replacement
                .follow(arrival.flow(), session.cipher().orElseThrow())
                .whenComplete((following, failure) -> session.forget())
                .thenApply(following -> {
                    following.over().thenAccept(over -> renegotiated(entry, arrival.qos(), session));
                    return new Allocation.Acceptance(replacement, answer.response());
                });
    }

    private CompletableFuture<Session> agree(Entry entry, Carriage carriage, QosSpec qos, FlowTerms terms) {
        String name = entry.identity().name();
        NameSpec spec = names.find(name).map(Name::spec).orElseGet(() -> NameSpec.of(name, NameSpec.SPILLOVER));
        return security.ofClient(spec)
                .thenCompose(settings ->
                        OapClient.renegotiate(loop, policies, name, wanted(settings, terms), earlier(carriage)))
                .thenCompose(oap -> agree(entry, carriage, qos, oap).whenComplete((session, failure) -> oap.close()));
    }

    private static EarlierSession earlier(Carriage carriage) {
        return new EarlierSession(
                carriage.allocation(),
                carriage.endpoint().commonSecret().orElseThrow()); // it was found to be encrypted
    }

    private CompletableFuture<Session> agree(Entry entry, Carriage carriage, QosSpec qos, OapClient oap) {
        SystemIpcp layer = carriage.ipcp();
        NameHash hash =
                NameHash.of(entry.identity().name(), layer.layer().orElseThrow().hash());
        Replacement replacement = carriage.endpoint().replacement(qos);
        CompletableFuture<Allocation.Reply> answer =
                Failures.ask(() -> layer.member().allocate(new Allocation(hash, qos, oap.request(), replacement)));
        return Failures.within(
                        loop,
                        LIMIT,
                        answer,
                        "its peer did not answer within " + LIMIT.toSeconds()
                                + " s: it may be gone, or out of reach; flows shows what becomes of the flow")
                .thenCompose(reply -> oap.finish(reply.oap()))
                .whenComplete((session, failure) -> {
                    if (failure != null) {
                        answer.thenAccept(unused -> unused.flow().deallocate());
                    }
                })
                .thenCompose(session -> replacement
                        .lead(answer.join().flow(), session.cipher().orElseThrow())
                        .whenComplete((over, failure) -> session.forget())
                        .thenApply(over -> session));
    }

    private static NameSecurity wanted(NameSecurity settings, FlowTerms terms) {
        EncryptionSettings own = settings.encryption().orElse(EncryptionSettings.DEFAULTS);
        return new NameSecurity(
                Optional.of(new EncryptionSettings(
                        terms.keyExchange().orElse(own.keyExchange()),
                        terms.cipher().orElse(own.cipher()),
                        own.kdf(),
                        own.digest(),
                        own.clientEncapsulates())),
                settings.credentials(),
                settings.peerMustAuthenticate(),
                settings.staticKey(),
                settings.trust());
    }

    /** {@return what carries an end that can be renegotiated, as far as this system knows} */
    private static Carriage renegotiable(Entry entry) {
        Carriage carriage = entry.carriage()
                .orElseThrow(() ->
                        stays(entry, Problem.WRONG_STATE, "it is a direct flow, which nobody is between the ends of"));
        if (entry.side() != Side.CLIENT) {
            throw stays(
                    entry,
                    Problem.WRONG_STATE,
                    "the system that allocated it renegotiates it, not the one that serves it");
        }
        if (!carriage.renegotiates()) {
            throw stays(
                    entry,
                    Problem.WRONG_STATE,
                    "its peer cannot renegotiate: it is a member of the prototype, or of an earlier version of ours");
        }
        carriage.endpoint().complaintAboutReplacement().ifPresent(complaint -> {
            throw stays(entry, Problem.WRONG_STATE, complaint);
        });
        if (!carriage.ipcp().isOperational()) {
            throw stays(
                    entry,
                    Problem.WRONG_STATE,
                    "IPCP '" + carriage.ipcp().name() + "', which carries it, is not operational");
        }
        return carriage;
    }

    /** Refuses what no peer can agree to. */
    private void check(Entry entry, FlowTerms terms) {
        terms.cipher()
                .flatMap(policies.encryption()::find)
                .filter(cipher -> !tells(cipher))
                .ifPresent(cipher -> {
                    throw stays(
                            entry,
                            Problem.INVALID,
                            "cipher '" + cipher.name() + "' cannot tell what comes from the peer; use one of "
                                    + policies.encryption().candidates().stream()
                                            .filter(Renegotiations::tells)
                                            .map(Candidate::name)
                                            .sorted()
                                            .collect(Collectors.joining(", ")));
                });
    }

    private static boolean tells(Candidate<EncryptionPolicy> cipher) {
        return cipher.policy().traits().authenticates();
    }

    private Entry renegotiated(Entry entry, QosSpec qos, Session session) {
        tally.renegotiated();
        Entry now = table.renegotiated(entry.identity().id(), qos, session).orElse(entry);
        chronicle.tell(
                SystemEvent.FLOW_RENEGOTIATED,
                entry.identity().name(),
                entry.identity() + " goes on with " + now.endpoint().policies() + ", " + session.label());
        return now;
    }

    private static boolean sameButForTimeout(QosSpec one, QosSpec other) {
        return one.withTimeoutMs(other.timeoutMs()).equals(other);
    }

    private static IrmException stays(Entry entry, Problem problem, String reason) {
        return new IrmException(problem, entry.identity() + " stays as it is: " + reason);
    }

    private static FlowRefused refused(String name, String reason) {
        return new FlowRefused(Reason.ENCRYPTION, "flow to '" + name + "': " + reason);
    }
}
