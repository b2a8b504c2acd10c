// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.irm;

import java.util.Optional;
import java.util.function.IntSupplier;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.ouroboros.api.irm.IrmException;
import org.ouroboros.api.irm.ProgramBinding;
import org.ouroboros.irm.declaration.Key;

/** What is bound to names: programs, processes, IPCPs. Confined to the loop of the IRM. */
final class Bindings {
    private final Names names;
    private final Ipcps ipcps;
    private final Acceptors acceptors;
    private final Predicate<Key> declared;
    private final IntSupplier maxNames;

    /**
     * Makes bindings possible.
     *
     * @param declared whether something is declared
     * @param maxNames how many names there may be
     */
    Bindings(Names names, Ipcps ipcps, Acceptors acceptors, Predicate<Key> declared, IntSupplier maxNames) {
        this.names = names;
        this.ipcps = ipcps;
        this.acceptors = acceptors;
        this.declared = declared;
        this.maxNames = maxNames;
    }

    /** Binds a program; {@return how it was bound before, if it was} */
    Optional<ProgramBinding> bindProgram(ProgramBinding binding) {
        if (binding.program().isBlank()) {
            throw new IrmException(IrmException.Problem.INVALID, "a program is named by its bundle's symbolic name");
        }
        return bind(binding, names.ensure(binding.name(), maxNames.getAsInt()));
    }

    /** Binds a program to a name; {@return how it was bound before, if it was} */
    Optional<ProgramBinding> bind(ProgramBinding binding, Name name) {
        ProgramBinding earlier = name.programs().remove(binding.program()); // the latest binding comes last
        name.programs().put(binding.program(), binding);
        acceptors.serveWaiting(name);
        return Optional.ofNullable(earlier);
    }

    /** Takes back a request that bound a program. */
    void bindAgain(ProgramBinding binding, Optional<ProgramBinding> earlier) {
        names.find(binding.name()).ifPresent(name -> {
            name.programs().remove(binding.program(), binding);
            earlier.ifPresent(known -> name.programs().putIfAbsent(known.program(), known));
            dropIfImplied(name);
        });
    }

    void unbindProgram(String program, String name) {
        requireProgram(program, name).programs().remove(program);
    }

    /** {@return the name, if the program is bound to it} */
    Name requireProgram(String program, String name) {
        Name bound = names.require(name);
        requireBound(bound.programs().containsKey(program), "program", program, name);
        return bound;
    }

    void bindProcess(long process, String name) {
        acceptors.require(process);
        Name bound = names.ensure(name, maxNames.getAsInt());
        bound.processes().add(process);
        acceptors.serveWaiting(bound);
    }

    void unbindProcess(long process, String name) {
        requireBound(names.require(name).processes().remove(process), "process", String.valueOf(process), name);
    }

    void bindIpcp(String ipcp, String name) {
        SystemIpcp bound = ipcps.require(ipcp);
        names.ensure(name, maxNames.getAsInt()).ipcps().put(ipcp, bound);
    }

    void unbindIpcp(String ipcp, String name) {
        Name bound = requireIpcp(ipcp, name);
        bound.ipcps().remove(ipcp);
        bound.declaredIpcps().remove(ipcp);
    }

    /** {@return the name, if the IPCP is bound to it} */
    Name requireIpcp(String ipcp, String name) {
        Name bound = names.require(name);
        requireBound(bound.ipcps().containsKey(ipcp), "IPCP", ipcp, name);
        return bound;
    }

    /** Takes back a request that bound an IPCP. */
    void releaseIpcp(String ipcp, String name) {
        names.find(name).ifPresent(bound -> {
            bound.ipcps().remove(ipcp);
            dropIfImplied(bound);
        });
    }

    /** Forgets a name that came to be by binding or registering, and that nothing is left of. */
    void dropIfImplied(Name name) {
        if (name.implied() && name.isUnused() && names.contains(name) && !declared.test(Key.name(name.name()))) {
            names.remove(name);
        }
    }

    /** {@return whether something that is declared is bound to the name} */
    boolean isBoundByDeclaration(Name name) {
        return keys(name).anyMatch(declared);
    }

    /** {@return what is, or is declared to be, bound to the name} */
    Stream<Key> keys(Name name) {
        return Stream.concat(
                name.programs().keySet().stream().map(program -> Key.program(program, name.name())),
                Stream.concat(name.ipcps().keySet().stream(), name.declaredIpcps().stream())
                        .map(ipcp -> Key.boundIpcp(ipcp, name.name())));
    }

    private static void requireBound(boolean bound, String kind, String what, String name) {
        if (!bound) {
            throw new IrmException(
                    IrmException.Problem.UNKNOWN, kind + " '" + what + "' is not bound to name '" + name + "'");
        }
    }
}
