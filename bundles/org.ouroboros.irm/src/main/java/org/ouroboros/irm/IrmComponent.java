// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.irm;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceReference;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.cm.ConfigurationEvent;
import org.osgi.service.cm.SynchronousConfigurationListener;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.event.Event;
import org.osgi.service.event.EventAdmin;
import org.osgi.service.event.EventConstants;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.ouroboros.api.FlowAcceptor;
import org.ouroboros.api.irm.Irm;
import org.ouroboros.api.irm.SystemEvent;
import org.ouroboros.api.text.Settings;
import org.ouroboros.endpoint.EndpointPolicies;
import org.ouroboros.host.Candidate;
import org.ouroboros.host.LetGo;
import org.ouroboros.host.PolicyCatalogue;
import org.ouroboros.loop.IpcpLoop;
import org.ouroboros.loop.IpcpLoops;
import org.ouroboros.packet.PacketPool;
import org.ouroboros.policy.authentication.AuthenticationPolicy;
import org.ouroboros.policy.balancing.BalancingPolicy;
import org.ouroboros.policy.encryption.EncryptionPolicy;
import org.ouroboros.policy.integrity.IntegrityPolicy;
import org.ouroboros.policy.ipcp.IpcpType;
import org.ouroboros.policy.ipcp.ProvidesIpcp;
import org.ouroboros.policy.keyexchange.KeyExchangePolicy;
import org.ouroboros.policy.reliability.ReliabilityPolicy;

/**
 * The IRM of a framework: it owns the core, and brings it what registers and leaves as a service.
 *
 * <p>Whoever leaves is let go before its service may stop: a policy when no slot uses it, a type when its IPCPs are closed, an
 * acceptor when its flows are deallocated.
 */
@Component(
        configurationPid = IrmComponent.PID,
        immediate = true,
        service = {Irm.class, IrmComponent.class, SynchronousConfigurationListener.class})
@Designate(ocd = IrmComponent.Config.class)
public final class IrmComponent extends BlockingIrm implements SynchronousConfigurationListener {
    /** PID of the configuration. */
    static final String PID = "org.ouroboros.irm";

    /** Framework property that names the folder of what protects flows. */
    private static final String SECURITY = "ouroboros.security";

    private static final System.Logger LOG = System.getLogger(IrmComponent.class.getName());

    /** Bounds of the IRM. */
    @ObjectClassDefinition(name = "IPC resource manager", description = "Bounds of the IRM of this system.")
    public @interface Config {
        /** {@return how long a flow waits for a process that accepts it, in milliseconds} */
        @AttributeDefinition(description = "How long a flow waits for a process that accepts it, in milliseconds.")
        long acceptor_wait_ms() default IrmConfiguration.ACCEPTOR_WAIT_MS;

        /** {@return how much longer it waits when a program had to be started, in milliseconds} */
        @AttributeDefinition(
                description = "How much longer it waits when a program had to be started, in milliseconds.")
        long autostart_wait_ms() default IrmConfiguration.AUTOSTART_WAIT_MS;

        /** {@return how long a layer may take to say whether it reaches a name, in milliseconds} */
        @AttributeDefinition(
                description = "How long a layer may take to say whether it reaches a name, in milliseconds.")
        long query_wait_ms() default IrmConfiguration.QUERY_WAIT_MS;

        /** {@return flow ends that the system has at most} */
        @AttributeDefinition(description = "Flow ends that the system has at most.")
        int max_flows() default IrmConfiguration.MAX_FLOWS;

        /** {@return names that the system has at most} */
        @AttributeDefinition(description = "Names that the system has at most, besides those that are declared.")
        int max_names() default IrmConfiguration.MAX_NAMES;

        /** {@return how long to wait before what is wanted and failed is tried again, in milliseconds} */
        @AttributeDefinition(
                description =
                        "How long to wait before what is declared and failed, such as an enrolment, is tried again, in"
                                + " milliseconds. The wait doubles from one failure to the next.")
        long retry_first_ms() default IrmConfiguration.RETRY_FIRST_MS;

        /** {@return the longest such wait, in milliseconds} */
        @AttributeDefinition(description = "The longest wait between two tries, in milliseconds.")
        long retry_longest_ms() default IrmConfiguration.RETRY_LONGEST_MS;

        /** {@return packets that wait in each direction of a flow; read at start} */
        @AttributeDefinition(
                description =
                        "Packets that wait in each direction of a flow, and twice as many to be read where no window"
                                + " keeps the sender back. Read at start.")
        int queue_packets() default IrmConfiguration.QUEUE_PACKETS;

        /** {@return native memory for packets, in MiB; read at start} */
        @AttributeDefinition(description = "Native memory for packets, in MiB. Read at start.")
        int packet_memory_mib() default IrmConfiguration.PACKET_MEMORY_MIB;

        /** {@return how long a policy may take to prepare, in milliseconds; read at start} */
        @AttributeDefinition(description = "How long a policy may take to prepare, in milliseconds. Read at start.")
        long policy_deadline_ms() default IrmConfiguration.POLICY_DEADLINE_MS;
    }

    /** Hands on what happens in the system. */
    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable EventAdmin events;

    private volatile @Nullable ConfigurationAdmin configurations; // written by the framework only
    private volatile @Nullable ConfigurationStore store; // of that service
    private final Bundle system;
    private final IpcpLoops loops;
    private final IpcpLoop loop;
    private final IpcResourceManager core;
    private final Standstill standstill;
    private final PolicyCatalogue<BalancingPolicy> balancing;
    private final EndpointPolicies protection;
    private final ConcurrentMap<Long, CompletableFuture<SystemProcess>> processes = new ConcurrentHashMap<>();

    /**
     * Opens the IRM.
     *
     * @param context context of this bundle
     * @param loops the loops of the framework
     * @param properties configuration
     */
    @Activate
    public IrmComponent(BundleContext context, @Reference IpcpLoops loops, Map<String, Object> properties) {
        IrmConfiguration configuration = IrmConfiguration.of(properties);
        this.system = context.getBundle(Constants.SYSTEM_BUNDLE_ID);
        this.loops = loops;
        loop = loops.shared();
        balancing = new PolicyCatalogue<>(BalancingPolicy.KIND, loop, configuration.policyDeadline());
        protection = new EndpointPolicies(loop, configuration.policyDeadline());
        MemoryFolder memory = new MemoryFolder(context.getDataFile("memory").toPath());
        SwapLogFile swapLog = new SwapLogFile(context.getDataFile("swaps").toPath());
        core = new IpcResourceManager(
                loop,
                new PacketPool((long) configuration.packetMemoryMib() << 20),
                balancing,
                protection,
                new BundlePrograms(context, () -> configurations),
                this::tell,
                memory,
                memory.read(),
                swapLog,
                swapLog.read(),
                new SecurityFolder(securityFolder(context)),
                configuration.queuePackets(),
                configuration.settings());
        standstill = new Standstill(loops, core, this::tell);
    }

    private static Path securityFolder(BundleContext context) {
        String folder = context.getProperty(SECURITY);
        return folder == null ? context.getDataFile("security").toPath() : Path.of(folder);
    }

    @Modified
    void modified(Map<String, Object> properties) {
        IrmSettings changed = IrmConfiguration.of(properties).settings();
        loop.execute(() -> core.settings(changed));
    }

    @Deactivate
    void deactivate() {
        LetGo.await("closing the IRM", loop.call(this::close).thenCompose(written -> written));
    }

    private CompletableFuture<Void> close() {
        standstill.close();
        return core.close();
    }

    @Override
    IpcResourceManager core() {
        return core;
    }

    @Override
    IpcpLoops allLoops() {
        return loops;
    }

    @Override
    Standstill standstill() {
        return standstill;
    }

    private void tell(SystemEvent event, String subject, String message) {
        if (event == SystemEvent.IPCP_CREATED) { // it has policies, and no packet passes yet
            loop.spawn("ouroboros-swap-rehearsal", rehearsal()::once);
        }
        EventAdmin listeners = events;
        if (listeners != null && system.getState() != Bundle.STOPPING) { // what ends with the system is no news
            listeners.postEvent(new Event(
                    event.topic(),
                    Map.of(
                            SystemEvent.SUBJECT, subject,
                            SystemEvent.MESSAGE, message,
                            EventConstants.TIMESTAMP, TimeUnit.NANOSECONDS.toMillis(loop.wallClockNs()))));
        }
    }

    @Override
    @Nullable
    ConfigurationStore store() {
        return store;
    }

    /** Takes what declares the system, and the arguments of programs; reads all of it before it returns. */
    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void addConfigurations(ConfigurationAdmin service) {
        ConfigurationStore opened = new ConfigurationStore(service);
        configurations = service;
        store = opened;
        declare(
                "reading what is declared",
                () -> opened.load(sources -> await(() -> core.desired().replaceAll(sources))));
    }

    void removeConfigurations(ConfigurationAdmin service) {
        if (configurations == service) { // what it declared stays
            configurations = null;
            store = null;
        }
    }

    /** Takes a declaration that changed; it is known when whoever changed it goes on. */
    @Override
    public void configurationEvent(ConfigurationEvent event) {
        ConfigurationStore present = store;
        if (present != null) {
            boolean deleted = event.getType() == ConfigurationEvent.CM_DELETED;
            declare(
                    "reading configuration " + event.getPid(),
                    () -> present.reload(
                            event.getPid(),
                            event.getFactoryPid(),
                            deleted,
                            source -> await(() -> source.ifPresentOrElse(
                                    core.desired()::put, () -> core.desired().remove(event.getPid())))));
        }
    }

    /** What may fail as files do. */
    private interface Reading {
        void read() throws IOException;
    }

    private static void declare(String what, Reading reading) {
        try {
            reading.read();
        } catch (IOException | IllegalStateException unreadable) { // the latter from a service that is gone
            LOG.log(System.Logger.Level.ERROR, "{0} failed: {1}", what, unreadable.getMessage());
        }
    }

    private void await(Runnable change) {
        LetGo.await("taking what is declared", loop.call(() -> {
            change.run();
            return true;
        }));
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void addBalancing(BalancingPolicy policy, ServiceReference<BalancingPolicy> reference) {
        balancing.offer(Candidate.of(reference, policy));
    }

    void removeBalancing(BalancingPolicy policy) {
        LetGo.await("letting a balancing policy go", balancing.withdraw(policy));
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void addReliability(ReliabilityPolicy policy, ServiceReference<ReliabilityPolicy> reference) {
        protection.reliability().offer(Candidate.of(reference, policy));
    }

    void removeReliability(ReliabilityPolicy policy) {
        LetGo.await("letting a reliability policy go", protection.reliability().withdraw(policy));
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void addIntegrity(IntegrityPolicy policy, ServiceReference<IntegrityPolicy> reference) {
        protection.integrity().offer(Candidate.of(reference, policy));
    }

    void removeIntegrity(IntegrityPolicy policy) {
        LetGo.await("letting an integrity policy go", protection.integrity().withdraw(policy));
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void addEncryption(EncryptionPolicy policy, ServiceReference<EncryptionPolicy> reference) {
        protection.encryption().offer(Candidate.of(reference, policy));
    }

    void removeEncryption(EncryptionPolicy policy) {
        LetGo.await("letting an encryption policy go", protection.encryption().withdraw(policy));
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void addKeyExchange(KeyExchangePolicy policy, ServiceReference<KeyExchangePolicy> reference) {
        protection.keyExchange().offer(Candidate.of(reference, policy));
    }

    void removeKeyExchange(KeyExchangePolicy policy) {
        LetGo.await("letting a key exchange policy go", protection.keyExchange().withdraw(policy));
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void addAuthentication(AuthenticationPolicy policy, ServiceReference<AuthenticationPolicy> reference) {
        protection.authentication().offer(Candidate.of(reference, policy));
    }

    void removeAuthentication(AuthenticationPolicy policy) {
        LetGo.await(
                "letting an authentication policy go",
                protection.authentication().withdraw(policy));
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void addType(IpcpType type, ServiceReference<IpcpType> reference) {
        String bundle = reference.getBundle().getSymbolicName() + " "
                + reference.getBundle().getVersion();
        if (reference.getProperty(ProvidesIpcp.TYPE) instanceof String name) {
            loop.execute(() -> core.addType(name, type, bundle));
        } else {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "IPCP type of {0} has no property {1}; it is not used",
                    bundle,
                    ProvidesIpcp.TYPE);
        }
    }

    void removeType(IpcpType type) {
        LetGo.await("closing the IPCPs of a type", loop.call(() -> {
            if (system.getState() == Bundle.STOPPING) { // nobody is going to bring it back
                core.endType(type);
            } else {
                core.removeType(type);
            }
            return true;
        }));
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void addAcceptor(FlowAcceptor acceptor, ServiceReference<FlowAcceptor> reference) {
        long id = id(reference);
        String program = reference.getBundle().getSymbolicName();
        int limit = limit(reference);
        processes.put(id, loop.call(() -> core.addProcess(id, program, acceptor, limit)));
    }

    void updatedAcceptor(FlowAcceptor acceptor, ServiceReference<FlowAcceptor> reference) {
        CompletableFuture<SystemProcess> process = processes.get(id(reference));
        if (process != null) {
            int limit = limit(reference);
            loop.execute(() -> core.limitProcess(process.join(), limit)); // it was made by an earlier task
        }
    }

    void removeAcceptor(FlowAcceptor acceptor, ServiceReference<FlowAcceptor> reference) {
        CompletableFuture<SystemProcess> process = processes.remove(id(reference));
        if (process != null) {
            LetGo.await(
                    "deallocating the flows of a process",
                    process.thenCompose(known -> loop.call(() -> {
                        core.removeProcess(known);
                        return true;
                    })));
        }
    }

    private static long id(ServiceReference<?> reference) {
        return (Long) reference.getProperty(Constants.SERVICE_ID);
    }

    private static int limit(ServiceReference<?> reference) {
        Settings configured = Settings.of(
                "acceptor of " + reference.getBundle().getSymbolicName(),
                FrameworkUtil.asMap(reference.getProperties()));
        int otherwise = configured.number(FlowAcceptor.DEFAULT_LIMIT, Integer.MAX_VALUE, Integer.MAX_VALUE);
        return configured.number(FlowAcceptor.LIMIT, otherwise, Integer.MAX_VALUE);
    }
}
