// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.irm;

import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.ouroboros.api.irm.NameSpec;
import org.ouroboros.api.irm.ProgramBinding;
import org.ouroboros.irm.declaration.Declaration;
import org.ouroboros.policy.ipcp.Peer;

/**
 * Makes a system what is declared, as declarations come, change and go. What cannot hold at once is left to the {@link Retry} of
 * its IPCP or name. What requests changed at run time stays, as far as no declaration that changes says otherwise. Confined to
 * the loop.
 */
final class Fulfilment implements Desired.Changes {
    private final IpcResourceManager irm;
    private final Peers peers;
    private final Ipcps ipcps;
    private final Names names;
    private final Registrations registrations;

    Fulfilment(IpcResourceManager irm, Peers peers, Ipcps ipcps, Names names, Registrations registrations) {
        this.irm = irm;
        this.peers = peers;
        this.ipcps = ipcps;
        this.names = names;
        this.registrations = registrations;
    }

    @Override
    public void changed(@Nullable Declaration before, @Nullable Declaration after) {
        if (after != null) {
            switch (after) {
                case Declaration.OfPeer(Peer peer) -> peers.put(peer);
                case Declaration.OfIpcp ipcp -> holdIpcp(ipcp);
                case Declaration.OfName name -> holdName(name);
                case Declaration.OfProgram(ProgramBinding binding) -> holdProgram(binding);
                case Declaration.OfBoundIpcp(String ipcp, String name) -> holdBoundIpcp(ipcp, name);
            }
        } else if (before != null) {
            switch (before) {
                case Declaration.OfPeer(Peer peer) -> peers.remove(peer.name());
                case Declaration.OfIpcp ipcp -> ipcps.find(ipcp.name()).ifPresent(irm::destroy);
                case Declaration.OfName name -> names.find(name.spec().name()).ifPresent(this::endName);
                case Declaration.OfProgram(ProgramBinding binding) ->
                    names.find(binding.name()).ifPresent(name -> {
                        name.programs().remove(binding.program());
                        irm.bindings().dropIfImplied(name);
                    });
                case Declaration.OfBoundIpcp(String ipcp, String bound) ->
                    names.find(bound).ifPresent(name -> {
                        name.declaredIpcps().remove(ipcp);
                        name.ipcps().remove(ipcp);
                        name.bringAbout();
                        irm.bindings().dropIfImplied(name);
                    });
            }
        }
    }

    private void holdIpcp(Declaration.OfIpcp declared) {
        Optional<SystemIpcp> known = ipcps.find(declared.name());
        known.filter(ipcp -> !ipcp.typeName().equals(declared.type())).ifPresent(irm::destroy);
        SystemIpcp ipcp = ipcps.find(declared.name()).orElseGet(() -> ipcps.define(declared.name(), declared.type()));
        boolean bound = ipcp.autobind();
        if (bound && !declared.autobind()) {
            autobound(ipcp)
                    .forEach(name -> names.find(name).ifPresent(released -> {
                        released.ipcps().remove(ipcp.name());
                        irm.bindings().dropIfImplied(released);
                    }));
        }
        ipcp.want(declared);
        if (declared.autobind() && ipcp.isOperational()) {
            autobind(ipcp);
        }
        irm.namesMayHold();
    }

    /** Binds to a member the names that are bound to it by itself. */
    void autobind(SystemIpcp ipcp) {
        autobound(ipcp)
                .forEach(name -> names.ensure(name, Integer.MAX_VALUE).ipcps().put(ipcp.name(), ipcp));
    }

    private static Stream<String> autobound(SystemIpcp ipcp) {
        return Stream.concat(Stream.of(ipcp.name()), ipcp.layer().stream().map(layer -> layer.layer()))
                .distinct();
    }

    private void holdName(Declaration.OfName declared) {
        NameSpec spec = declared.spec();
        Name name = names.find(spec.name()).orElseGet(() -> names.declare(spec));
        name.want(spec, declared.ipcps(), declared.layers());
        registrations.dropUnwanted(name);
        name.bringAbout();
    }

    /** A name that nothing declares any more stays only as far as something declared is bound to it. */
    private void endName(Name name) {
        if (irm.bindings().isBoundByDeclaration(name)) {
            name.imply();
            registrations.dropUnwanted(name);
            name.bringAbout();
        } else {
            irm.destroy(name);
        }
    }

    private void holdProgram(ProgramBinding binding) {
        irm.bindings().bind(binding, names.ensure(binding.name(), Integer.MAX_VALUE));
    }

    private void holdBoundIpcp(String ipcp, String bound) {
        Name name = names.ensure(bound, Integer.MAX_VALUE);
        name.declaredIpcps().add(ipcp);
        name.bringAbout();
    }
}
