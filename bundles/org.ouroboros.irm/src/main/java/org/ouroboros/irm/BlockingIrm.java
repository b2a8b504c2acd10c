// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.irm;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Function;
import org.ouroboros.api.QosSpec;
import org.ouroboros.api.irm.FlowInfo;
import org.ouroboros.api.irm.IpcpInfo;
import org.ouroboros.api.irm.IpcpTypeInfo;
import org.ouroboros.api.irm.Irm;
import org.ouroboros.api.irm.IrmException;
import org.ouroboros.api.irm.LayerComponent;
import org.ouroboros.api.irm.LayerSpec;
import org.ouroboros.api.irm.NameInfo;
import org.ouroboros.api.irm.NameSpec;
import org.ouroboros.api.irm.PolicyInfo;
import org.ouroboros.api.irm.ProcessInfo;
import org.ouroboros.api.irm.ProgramBinding;
import org.ouroboros.api.irm.SlotInfo;

/** The IRM as threads outside its loop call it: each request is a task on the loop, whose answer is waited for. */
abstract class BlockingIrm implements Irm {
    /** Longer than any bound within, so that what is late is named by who was late. */
    private static final Duration LIMIT = Duration.ofSeconds(30);

    /** {@return the IRM that requests go to} */
    abstract IpcResourceManager core();

    @Override
    public IpcpInfo createIpcp(String ipcp, String type) {
        return look("create IPCP '" + ipcp + "'", core -> core.createIpcp(ipcp, type));
    }

    @Override
    public void destroyIpcp(String ipcp) {
        change("destroy IPCP '" + ipcp + "'", core -> core.destroyIpcp(ipcp));
    }

    @Override
    public IpcpInfo bootstrap(String ipcp, LayerSpec layer) {
        return request("bootstrap IPCP '" + ipcp + "'", core -> core.bootstrap(ipcp, layer));
    }

    @Override
    public IpcpInfo enrol(String ipcp, String destination, Optional<String> layer) {
        return request("enroll IPCP '" + ipcp + "'", core -> core.enrol(ipcp, destination, layer));
    }

    @Override
    public void connect(String ipcp, String destination, Set<LayerComponent> components, QosSpec qos) {
        request("connect IPCP '" + ipcp + "'", core -> core.connect(ipcp, destination, components, qos));
    }

    @Override
    public void disconnect(String ipcp, String destination, Set<LayerComponent> components) {
        request("disconnect IPCP '" + ipcp + "'", core -> core.disconnect(ipcp, destination, components));
    }

    @Override
    public List<IpcpInfo> ipcps() {
        return look("list IPCPs", IpcResourceManager::ipcps);
    }

    @Override
    public List<IpcpTypeInfo> ipcpTypes() {
        return look("list types", IpcResourceManager::ipcpTypes);
    }

    @Override
    public void bindProgram(ProgramBinding binding) {
        change("bind program '" + binding.program() + "'", core -> core.bindProgram(binding));
    }

    @Override
    public void unbindProgram(String program, String name) {
        change("unbind program '" + program + "'", core -> core.unbindProgram(program, name));
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
        change("bind IPCP '" + ipcp + "'", core -> core.bindIpcp(ipcp, name));
    }

    @Override
    public void unbindIpcp(String ipcp, String name) {
        change("unbind IPCP '" + ipcp + "'", core -> core.unbindIpcp(ipcp, name));
    }

    @Override
    public List<ProcessInfo> processes() {
        return look("list processes", IpcResourceManager::processes);
    }

    @Override
    public NameInfo createName(NameSpec spec) {
        return request("create name '" + spec.name() + "'", core -> core.createName(spec));
    }

    @Override
    public void destroyName(String name) {
        request("destroy name '" + name + "'", core -> core.destroyName(name));
    }

    @Override
    public NameInfo balance(String name, String policy) {
        return request("balance name '" + name + "'", core -> core.balance(name, policy));
    }

    @Override
    public void register(String name, String ipcp) {
        request("register name '" + name + "'", core -> core.register(name, ipcp));
    }

    @Override
    public void unregister(String name, String ipcp) {
        request("unregister name '" + name + "'", core -> core.unregister(name, ipcp));
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

    private void change(String what, Consumer<IpcResourceManager> step) {
        look(what, core -> {
            step.accept(core);
            return true;
        });
    }

    private <T> T look(String what, Function<IpcResourceManager, T> step) {
        requireOffLoop(what);
        return await(what, core().loop().call(() -> step.apply(core())));
    }

    private <T> T request(String what, Function<IpcResourceManager, CompletableFuture<T>> step) {
        requireOffLoop(what);
        return await(what, core().loop().call(() -> step.apply(core())).thenCompose(Function.identity()));
    }

    private void requireOffLoop(String what) {
        if (core().loop().held()) {
            throw new IllegalStateException(what + ": this thread holds the loop and must not wait for it");
        }
    }

    private <T> T await(String what, CompletableFuture<T> answer) {
        try {
            return answer.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException failure) {
            throw Failures.asIrmException(what, failure);
        } catch (TimeoutException late) {
            throw new IrmException(
                    IrmException.Problem.TIMED_OUT, what + ": no answer within " + LIMIT.toSeconds() + " s");
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IrmException(IrmException.Problem.TIMED_OUT, what + ": interrupted while waiting");
        }
    }
}
