// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.it;

import static java.util.stream.Collectors.toSet;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;
import static org.ouroboros.it.Eventually.eventually;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.felix.service.command.CommandProcessor;
import org.apache.felix.service.command.CommandSession;
import org.junit.Test;
import org.osgi.framework.Bundle;
import org.osgi.framework.Constants;
import org.osgi.framework.wiring.BundleWiring;
import org.ouroboros.api.Flow;
import org.ouroboros.api.FlowState;
import org.ouroboros.api.irm.FlowInfo;
import org.ouroboros.api.irm.IpcpInfo;
import org.ouroboros.api.irm.IpcpState;
import org.ouroboros.api.irm.IpcpTypeInfo;
import org.ouroboros.api.irm.NameInfo;
import org.ouroboros.api.irm.PolicyInfo;
import org.ouroboros.api.irm.ProcessInfo;

/** The system is composed, and does what it is for. */
public class ContainerSmokeIT extends InContainer {
    private static final String SERVER = "org.ouroboros.app.oping.server";

    @Test
    public void everyBundleIsActive() {
        List<Bundle> idle = Arrays.stream(context.getBundles())
                .filter(bundle -> bundle.getState() != Bundle.ACTIVE)
                .filter(bundle -> bundle.getHeaders().get(Constants.FRAGMENT_HOST) == null)
                .toList();
        assertEquals(List.of(), idle);
    }

    @Test
    public void typesAndPoliciesAreWhatTheBundlesProvide() {
        Set<Object> types = capabilities("ouroboros.ipcp", "type");
        assertTrue(types.toString(), types.containsAll(Set.of("local", "virtual")));
        assertEquals(types, irm().ipcpTypes().stream().map(IpcpTypeInfo::type).collect(toSet()));

        Set<Object> policies = capabilities("ouroboros.policy", "name");
        assertTrue(policies.toString(), policies.containsAll(Set.of("round-robin", "spillover", "lfa", "mb-ecn")));
        List<String> listed = irm().policies().stream().map(PolicyInfo::name).toList();
        assertTrue(listed + " of " + policies, policies.containsAll(listed));
        assertTrue(listed.toString(), listed.containsAll(Set.of("round-robin", "spillover")));
    }

    @Test
    public void flowOverALayerIsAllocatedPingedListedAndDeallocated() throws Exception {
        createLocalLayer("lan");
        bindProgram(SERVER, "ping");
        irm().register("ping", "lan");

        try (Flow flow = allocate("ping")) {
            Messages.ping(flow, 7);

            IpcpInfo ipcp = irm().ipcps().getFirst();
            assertEquals(IpcpState.OPERATIONAL, ipcp.state());
            assertEquals(Optional.of("layer of lan"), ipcp.layer());
            assertEquals(List.of("ping"), ipcp.registered());
            assertEquals(2, ipcp.flows());

            ProcessInfo process = process(SERVER);
            assertEquals(List.of("ping"), process.names());
            assertEquals(1, process.flows());

            NameInfo name = irm().names().getFirst();
            assertEquals("ping", name.name());
            assertEquals(List.of(process.id()), name.processes());
            assertEquals(List.of("lan"), name.registered());
            assertEquals("name ping", irm().slots().getFirst().slot());

            List<FlowInfo> ends = irm().flows();
            assertEquals(2, ends.size());
            for (FlowInfo end : ends) {
                assertEquals(FlowState.UP, end.state());
                assertEquals(Optional.of("lan"), end.ipcp());
                assertEquals(1, end.counters().sentPackets());
                assertEquals(1, end.counters().receivedPackets());
            }
        }
        eventually(() -> assertEquals(List.of(), irm().flows()));
    }

    @Test
    public void operatorBuildsALayerAndPingsInTheShell() throws Exception {
        execute("irm ipcp bootstrap name lan layer net type local");
        execute("irm bind program " + SERVER + " name ping");
        execute("irm name register ping layer net");
        String report = execute("oping -n ping -c 3 -i 1");
        assertTrue(report, report.contains("3 packets transmitted, 3 received"));
    }

    private Set<Object> capabilities(String namespace, String attribute) {
        return Arrays.stream(context.getBundles())
                .flatMap(bundle -> bundle.adapt(BundleWiring.class).getCapabilities(namespace).stream())
                .map(capability -> capability.getAttributes().get(attribute))
                .collect(toSet());
    }

    private String execute(String command) throws Exception {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        try (CommandSession session = service(context, CommandProcessor.class)
                .createSession(InputStream.nullInputStream(), printed, printed)) {
            session.execute(command);
        }
        return printed.toString(StandardCharsets.UTF_8);
    }
}
