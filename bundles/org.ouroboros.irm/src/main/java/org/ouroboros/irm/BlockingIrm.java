// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.irm;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.ouroboros.api.QosSpec;
import org.ouroboros.api.irm.CounterInfo;
import org.ouroboros.api.irm.FlowInfo;
import org.ouroboros.api.irm.IpcpInfo;
import org.ouroboros.api.irm.IpcpTypeInfo;
import org.ouroboros.api.irm.Irm;
import org.ouroboros.api.irm.IrmException;
import org.ouroboros.api.irm.LayerComponent;
import org.ouroboros.api.irm.LayerSpec;
import org.ouroboros.api.irm.LoopInfo;
import org.ouroboros.api.irm.NameInfo;
import org.ouroboros.api.irm.NameSpec;
import org.ouroboros.api.irm.PolicyInfo;
import org.ouroboros.api.irm.ProcessInfo;
import org.ouroboros.api.irm.ProgramBinding;
import org.ouroboros.api.irm.SlotInfo;
import org.ouroboros.irm.IpcResourceManager.Joined;
import org.ouroboros.irm.Staged.Write;
import org.ouroboros.irm.declaration.Connection;
import org.ouroboros.irm.declaration.Declaration;
import org.ouroboros.irm.declaration.Key;
import org.ouroboros.irm.declaration.Membership;
import org.ouroboros.loop.IpcpLoops;

/** The IRM as threads outside its loop call it: each request is a task on the loop, whose answer is waited for. */
abstract class BlockingIrm implements Irm {
    /** Longer than any bound within, so that what is late is named by who was late. */
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private static final System.Logger LOG = System.getLogger(BlockingIrm.class.getName());

    private final ReentrantLock writing = new ReentrantLock(); // what is kept changes one request after the other

    /** {@return the IRM that requests go to} */
    abstract IpcResourceManager core();

    /** {@return where requests are kept; null if there is no such place at the moment} */
    abstract @Nullable ConfigurationStore store();

    /** {@return the loops that IPCPs live on} */
    abstract IpcpLoops allLoops();

    /** {@return whether requests are kept} */
    boolean keeps() {
        return true;
    }

    @Override
    public Irm unkept() {
        return new Unkept(this);
    }

    /** The same IRM, whose changes end with the system. */
    private static final class Unkept extends BlockingIrm {
        private final BlockingIrm irm;

        Unkept(BlockingIrm irm) {
            this.irm = irm;
        }

        @Override
        IpcResourceManager core() {
            return irm.core();
        }

        @Override
        IpcpLoops allLoops() {
            return irm.allLoops();
        }

        @Override
        @Nullable
        ConfigurationStore store() {
            return irm.store();
        }

        @Override
        boolean keeps() {
            return false;
        }
    }

    // ---- IPCPs ----

    @Override
    public IpcpInfo createIpcp(String ipcp, String type) {
        String what = "create IPCP '" + ipcp + "'";
        IpcpInfo created = make(
                what,
                Key.ipcp(ipcp),
                core -> CompletableFuture.completedFuture(core.createIpcp(ipcp, type)),
                core -> List.of(Write.of(Declaration.OfIpcp.created(ipcp, type))),
                (core, made) -> core.destroyIpcp(ipcp));
        return look(what, core -> core.ipcp(ipcp).orElse(created));
    }

    @Override
    public void destroyIpcp(String ipcp) {
        unmake(
                "destroy IPCP '" + ipcp + "'",
                core -> {
                    core.requireIpcp(ipcp);
                    core.desired().requireNoFile(Key.ipcp(ipcp));
                    return core.keeping().destroyed(Key.ipcp(ipcp));
                },
                core -> {
                    core.destroyIpcp(ipcp);
                    return CompletableFuture.completedFuture(null);
                });
    }

    @Override
    public IpcpInfo bootstrap(String ipcp, Optional<String> type, LayerSpec layer, boolean autobind) {
        return join("bootstrap IPCP '" + ipcp + "'", ipcp, type, new Membership.Bootstrap(layer), autobind);
    }

    @Override
    public IpcpInfo enrol(
            String ipcp, Optional<String> type, String destination, Optional<String> layer, boolean autobind) {
        Membership how = new Membership.Enrolment(destination, layer);
        return join("enroll IPCP '" + ipcp + "'", ipcp, type, how, autobind);
    }

    private IpcpInfo join(String what, String ipcp, Optional<String> type, Membership how, boolean autobind) {
        Joined joined = make(
                what,
                Key.ipcp(ipcp),
                core -> core.join(ipcp, type, how, autobind),
                core -> core.keeping().joined(ipcp, how, autobind),
                (core, made) -> core.leave(ipcp, made.created()));
        return look(what, core -> core.ipcp(ipcp).orElse(joined.info()));
    }

    @Override
    public void connect(String ipcp, String destination, Set<LayerComponent> components, QosSpec qos) {
        make(
                "connect IPCP '" + ipcp + "'",
                Key.ipcp(ipcp),
                core -> core.connect(ipcp, destination, components, qos),
                core -> core.keeping().connected(ipcp, new Connection(destination, components, qos)),
                (core, made) -> core.disconnect(ipcp, destination, components));
    }

    @Override
    public void disconnect(String ipcp, String destination, Set<LayerComponent> components) {
        unmake(
                "disconnect IPCP '" + ipcp + "'",
                core -> {
                    core.requireIpcp(ipcp).member();
                    core.desired().requireNoFile(Key.ipcp(ipcp));
                    return core.keeping().disconnected(ipcp, new Connection(destination, components, QosSpec.RAW));
                },
                core -> core.disconnect(ipcp, destination, components));
    }

    @Override
    public List<IpcpInfo> ipcps() {
        return look("list IPCPs", IpcResourceManager::ipcps);
    }

    @Override
    public List<IpcpTypeInfo> ipcpTypes() {
        return look("list types", IpcResourceManager::ipcpTypes);
    }

    // ---- bindings ----

    @Override
    public void bindProgram(ProgramBinding binding) {
        Declaration wanted = new Declaration.OfProgram(binding);
        make(
                "bind program '" + binding.program() + "'",
                wanted.key(),
                core -> CompletableFuture.completedFuture(core.bindProgram(binding)),
                core -> List.of(Write.of(wanted)),
                (core, earlier) -> core.bindAgain(binding, earlier));
    }

    @Override
    public void unbindProgram(String program, String name) {
        unmake(
                "unbind program '" + program + "'",
                core -> {
                    core.requireProgram(program, name);
                    core.desired().requireNoFile(Key.program(program, name));
                    return core.keeping().unbound(Key.program(program, name));
                },
                core -> {
                    core.unbindProgram(program, name);
                    return CompletableFuture.completedFuture(null);
                });
    }

    @Override
    public void bindProcess(long process, String name) {
        change("bind process " + process, core -> core.bindProcess(process, name));
    }

    @Override
    public void unbindProcess(long process, String name) {
        change("unbind process " + process, core -> core.unbindProcess(process, name));
    }

    @Override
    public void bindIpcp(String ipcp, String name) {
        make(
                "bind IPCP '" + ipcp + "'",
                Key.boundIpcp(ipcp, name),
                core -> {
                    core.bindIpcp(ipcp, name);
                    return CompletableFuture.completedFuture(null);
                },
                core -> List.of(Write.of(new Declaration.OfBoundIpcp(ipcp, name))),
                (core, made) -> core.releaseIpcp(ipcp, name));
    }

    @Override
    public void unbindIpcp(String ipcp, String name) {
        unmake(
                "unbind IPCP '" + ipcp + "'",
                core -> {
                    core.requireIpcp(ipcp, name);
                    core.desired().requireNoFile(Key.boundIpcp(ipcp, name));
                    return core.keeping().unbound(Key.boundIpcp(ipcp, name));
                },
                core -> {
                    core.unbindIpcp(ipcp, name);
                    return CompletableFuture.completedFuture(null);
                });
    }

    @Override
    public List<ProcessInfo> processes() {
        return look("list processes", IpcResourceManager::processes);
    }

    // ---- names ----

    @Override
    public NameInfo createName(NameSpec spec) {
        Declaration wanted = new Declaration.OfName(spec, List.of(), List.of());
        String what = "create name '" + spec.name() + "'";
        NameInfo created = make(
                what,
                wanted.key(),
                core -> core.createName(spec),
                core -> List.of(Write.of(wanted)),
                (core, made) -> core.destroyName(spec.name()));
        return look(what, core -> core.name(spec.name()).orElse(created));
    }

    @Override
    public void destroyName(String name) {
        unmake(
                "destroy name '" + name + "'",
                core -> {
                    core.desired().requireNoFile(Key.name(name));
                    core.bindings(core.requireName(name)).forEach(core.desired()::requireNoFile);
                    return core.keeping().destroyed(Key.name(name));
                },
                core -> core.destroyName(name));
    }

    @Override
    public NameInfo balance(String name, String policy) {
        String what = "balance name '" + name + "'";
        String earlier = look(what, core -> core.requireName(name).balancing().wanted());
        NameInfo balanced = make(
                what,
                Key.name(name),
                core -> core.balance(name, policy),
                core -> core.keeping().name(name, known -> known.balanced(policy)),
                (core, made) -> core.balance(name, earlier));
        return look(what, core -> core.name(name).orElse(balanced));
    }

    @Override
    public void register(String name, Set<String> ipcps) {
        make(
                "register name '" + name + "'",
                Key.name(name),
                core -> core.register(name, ipcps),
                core -> core.keeping().registered(name, ipcps),
                (core, made) -> core.takeOut(name, ipcps));
    }

    @Override
    public void unregister(String name, Set<String> ipcps) {
        unmake(
                "unregister name '" + name + "'",
                core -> {
                    core.requireRegistered(name, ipcps);
                    core.desired().requireNoFile(Key.name(name));
                    return core.keeping().unregistered(name, ipcps);
                },
                core -> core.unregister(name, ipcps));
    }

    @Override
    public List<NameInfo> names() {
        return look("list names", IpcResourceManager::names);
    }

    @Override
    public List<FlowInfo> flows() {
        return look("list flows", IpcResourceManager::flows);
    }

    @Override
    public List<PolicyInfo> policies() {
        return look("list policies", IpcResourceManager::policies);
    }

    @Override
    public List<SlotInfo> slots() {
        return look("list policy slots", IpcResourceManager::slots);
    }

    @Override
    public List<CounterInfo> counters() {
        return look("list counters", IpcResourceManager::counters);
    }

    @Override
    public List<LoopInfo> loops() {
        return allLoops().infos();
    }

    // ---- requests ----

    /** What takes a live change back; its outcome is not waited for. */
    private interface Undo<T> {
        void accept(IpcResourceManager core, T made);
    }

    /**
     * Makes something: first in the system, then in what is kept. What cannot be kept is taken back, and so is what is there only
     * after the wait for it ended.
     *
     * @param key what is declared with it; a file must not declare it
     */
    private <T extends @Nullable Object> T make(
            String what,
            Key key,
            Function<IpcResourceManager, CompletableFuture<T>> live,
            Function<IpcResourceManager, List<Write>> writes,
            Undo<T> undo) {
        if (keeps()) {
            requireStore(what);
        }
        CompletableFuture<T> answer = ask(what, core -> {
            if (keeps()) {
                core.desired().requireNoFile(key);
            }
            return live.apply(core);
        });
        T made;
        try {
            made = await(what, answer);
        } catch (InterruptedException interrupted) {
            takeBack(what, answer, undo);
            Thread.currentThread().interrupt();
            throw new IrmException(
                    IrmException.Problem.TIMED_OUT, what + ": interrupted while waiting; it is taken back");
        } catch (TimeoutException late) {
            takeBack(what, answer, undo);
            throw late(what);
        }
        if (!keeps()) {
            return made;
        }
        try {
            keep(what, core -> core.keeping().stage(writes.apply(core)));
            return made;
        } catch (IrmException unwritten) {
            change(what, core -> undo.accept(core, made));
            throw unwritten;
        }
    }

    /** Takes back what was made, at once or as soon as it is; what fails leaves nothing to take back. */
    private <T extends @Nullable Object> void takeBack(String what, CompletableFuture<T> answer, Undo<T> undo) {
        answer.thenCompose(made -> core().loop().call(() -> {
                    undo.accept(core(), made);
                    return true;
                }))
                .exceptionally(failure -> {
                    LOG.log(
                            System.Logger.Level.INFO,
                            "{0}, which nobody waits for any more, failed: {1}",
                            what,
                            Failures.message(failure));
                    return false;
                });
    }

    /** Takes something back: first in what is kept, then in the system. What cannot be taken back is kept again. */
    private void unmake(
            String what,
            Function<IpcResourceManager, List<Write>> writes,
            Function<IpcResourceManager, CompletableFuture<Void>> live) {
        if (!keeps()) {
            awaitWhole(what, ask(what, live));
            return;
        }
        requireStore(what);
        List<Staged> kept = keep(what, core -> core.keeping().stage(writes.apply(core)));
        try {
            awaitWhole(what, ask(what, live));
        } catch (IrmException failure) {
            keep(what, core -> {
                List<Staged> back = Staged.reversed(kept);
                core.keeping().note(back);
                return back;
            });
            throw failure;
        }
    }

    /** Writes what a request changes, of which the loop takes note before. */
    private List<Staged> keep(String what, Function<IpcResourceManager, List<Staged>> stage) {
        writing.lock();
        try {
            ConfigurationStore present = requireStore(what);
            try {
                present.finish(); // before the note: what that announces is of earlier requests
            } catch (IOException | IllegalStateException unfinished) {
                throw unkept(what, unfinished);
            }
            List<Staged> steps = look(what, stage);
            try {
                present.write(steps);
                return steps;
            } catch (IOException | IllegalStateException unwritten) { // the latter from a service that is gone
                change(what, core -> core.keeping().note(Staged.reversed(steps)));
                throw unkept(what, unwritten);
            }
        } finally {
            writing.unlock();
        }
    }

    private static IrmException unkept(String what, Exception failure) {
        return new IrmException(
                IrmException.Problem.UNAVAILABLE,
                what + ": it cannot be kept (" + Failures.message(failure) + "); a transient request works");
    }

    private ConfigurationStore requireStore(String what) {
        ConfigurationStore present = store();
        if (present == null) {
            throw new IrmException(
                    IrmException.Problem.UNAVAILABLE,
                    what + ": it cannot be kept without the Configuration Admin service; start it, or make a transient"
                            + " request");
        }
        return present;
    }

    private void change(String what, Consumer<IpcResourceManager> step) {
        look(what, core -> {
            step.accept(core);
            return true;
        });
    }

    private <T extends @Nullable Object> T look(String what, Function<IpcResourceManager, T> step) {
        requireOffLoop(what);
        return awaitWhole(what, core().loop().call(() -> step.apply(core())));
    }

    private <T extends @Nullable Object> CompletableFuture<T> ask(
            String what, Function<IpcResourceManager, CompletableFuture<T>> step) {
        requireOffLoop(what);
        return core().loop().call(() -> step.apply(core())).thenCompose(Function.identity());
    }

    private void requireOffLoop(String what) {
        if (core().loop().held()) {
            throw new IllegalStateException(what + ": this thread holds the loop and must not wait for it");
        }
    }

    private static <T extends @Nullable Object> T await(String what, CompletableFuture<T> answer)
            throws InterruptedException, TimeoutException {
        try {
            return answer.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException failure) {
            throw Failures.asIrmException(what, failure);
        }
    }

    /** Waits for a step that a request must not stop after; an interrupt is for whoever made the request. */
    private static <T extends @Nullable Object> T awaitWhole(String what, CompletableFuture<T> answer) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return await(what, answer);
                } catch (InterruptedException again) {
                    interrupted = true;
                } catch (TimeoutException late) {
                    throw late(what);
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static IrmException late(String what) {
        return new IrmException(
                IrmException.Problem.TIMED_OUT, what + ": no answer within " + LIMIT.toSeconds() + " s");
    }
}
