// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.it;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;
import static org.ouroboros.it.Eventually.eventually;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;
import org.ouroboros.api.irm.IpcpInfo;
import org.ouroboros.api.irm.IpcpState;
import org.ouroboros.api.irm.Irm;
import org.ouroboros.api.irm.IrmException;
import org.ouroboros.api.irm.IrmException.Problem;
import org.ouroboros.api.irm.LayerSpec;
import org.ouroboros.api.irm.NameInfo;
import org.ouroboros.api.irm.NameSpec;
import org.ouroboros.api.irm.Origin;
import org.ouroboros.api.irm.ProgramBinding;

/** What requests make, and what files declare, outlives the bundles that bring it about. */
public class PersistenceIT extends InContainer {
    private static final String IRM = "org.ouroboros.irm";
    private static final String CONFIGURATION_ADMIN = "org.apache.felix.configadmin";
    private static final String ODD_NAME = "a/b~c*\u4e2d".repeat(25);

    private final Path conf = Path.of("target/conf");

    @Before
    public void haveFolder() throws Exception {
        Files.createDirectories(conf);
    }

    @After
    public void removeFiles() throws Exception {
        try (var files = Files.list(conf)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        eventually(() -> assertEquals(
                List.of(),
                irm().ipcps().stream()
                        .filter(ipcp -> ipcp.origin() instanceof Origin.Declared)
                        .toList()));
    }

    @Test
    public void whatWasMadeIsBackAfterTheIrmAndConfigurationAdminWereRestarted() throws Exception {
        irm().bootstrap("va", Optional.of("virtual"), link(Map.of("delay_ms", "1")), false);
        irm().bootstrap("vb", Optional.of("virtual"), link(Map.of()), true);
        irm().createIpcp("idle", "local");
        irm().createName(NameSpec.of(ODD_NAME, NameSpec.ROUND_ROBIN));
        irm().register("service", Set.of("va", "vb"));
        irm().bindProgram(new ProgramBinding("com.example.server", "service", true, List.of("-x", "a,b")));
        irm().bindIpcp("va", "another");
        irm().balance("service", NameSpec.ROUND_ROBIN);
        irm().unkept().createIpcp("passing", "local");
        irm().unkept().bindProgram(new ProgramBinding("com.example.passing", "service", false, List.of()));
        List<NameInfo> names = irm().names();

        bundle(IRM).stop();
        bundle(CONFIGURATION_ADMIN).stop();
        bundle(CONFIGURATION_ADMIN).start();
        bundle(IRM).start();

        eventually(() -> assertEquals(
                List.of("idle CREATED", "va OPERATIONAL", "vb OPERATIONAL"),
                irm().ipcps().stream()
                        .map(ipcp -> ipcp.name() + " " + ipcp.state())
                        .toList()));
        assertTrue(irm().ipcps().stream().allMatch(ipcp -> ipcp.origin().equals(Origin.KEPT)));
        eventually(() -> assertEquals(withoutPassing(names), irm().names()));
    }

    @Test
    public void whatWasTakenBackStaysAway() throws Exception {
        createLocalLayer("lan");
        irm().register("service", "lan");
        bindProgram("com.example.server", "service");
        bindProgram("com.example.other", "left");
        irm().unbindProgram("com.example.other", "left");
        irm().destroyIpcp("lan");
        irm().createName(NameSpec.of("gone", NameSpec.ROUND_ROBIN));
        bindProgram("com.example.server", "gone");
        irm().destroyName("gone");
        List<NameInfo> names = irm().names();

        bundle(IRM).stop();
        bundle(IRM).start();
        assertEquals(List.of(), irm().ipcps());
        assertEquals(names, irm().names());
    }

    @Test
    public void requestThatFailsLeavesNothing() {
        Irm irm = irm();
        LayerSpec wrong = link(Map.of("loss", "2"));
        IrmException failure =
                assertThrows(IrmException.class, () -> irm.bootstrap("x", Optional.of("virtual"), wrong, true));
        assertEquals(Problem.INVALID, failure.problem());
        createLocalLayer("lan");
        irm().createIpcp("idle", "local");
        Set<String> both = Set.of("lan", "idle");
        assertThrows(IrmException.class, () -> irm.register("service", both));
        assertEquals(
                List.of("lan", "idle"), irm().ipcps().stream().map(IpcpInfo::name).toList());
        assertEquals(List.of(), irm().names());
    }

    @Test
    public void withoutConfigurationAdminOnlyTransientRequestsWork() throws Exception {
        bundle(CONFIGURATION_ADMIN).stop();
        Irm irm = irm();
        IrmException failure = assertThrows(IrmException.class, () -> irm.createIpcp("lan", "local"));
        assertEquals(Problem.UNAVAILABLE, failure.problem());
        assertTrue(failure.toString(), failure.toString().contains("transient"));
        assertEquals(Origin.TRANSIENT, irm().unkept().createIpcp("lan", "local").origin());
        bundle(CONFIGURATION_ADMIN).start();
        assertEquals(List.of("lan"), irm().ipcps().stream().map(IpcpInfo::name).toList());
    }

    @Test
    public void filesDeclareASystemAndTakeItAway() throws Exception {
        file("org.ouroboros.ipcp~my-home.cfg", "name = h\u00e4uschen\ntype = local\nlayer = lan");
        file("org.ouroboros.name~service.cfg", "name = service\nlayers = l*");
        file("org.ouroboros.binding~service.cfg", "name = service\nprogram = com.example.server\nauto = true");
        file("org.ouroboros.ipcp~broken.cfg", "name = broken\ntyp = local");
        eventually(() -> {
            assertEquals(1, irm().names().size());
            NameInfo name = irm().names().getFirst();
            assertEquals(List.of("h\u00e4uschen"), name.registered());
            assertEquals(new Origin.Declared("org.ouroboros.name~service.cfg"), name.origin());
            assertEquals(
                    new Origin.Declared("org.ouroboros.binding~service.cfg"),
                    name.programs().getFirst().origin());
        });
        Irm irm = irm();
        IrmException refused = assertThrows(IrmException.class, () -> irm.destroyIpcp("h\u00e4uschen"));
        assertTrue(refused.toString(), refused.toString().contains("org.ouroboros.ipcp~my-home.cfg"));

        file("org.ouroboros.ipcp~my-home.cfg", "name = h\u00e4uschen\ntype = virtual\nlayer = link");
        eventually(() -> {
            IpcpInfo ipcp = irm().ipcps().getFirst();
            assertEquals("virtual", ipcp.type());
            assertEquals(IpcpState.OPERATIONAL, ipcp.state());
            assertEquals(List.of("h\u00e4uschen"), irm().names().getFirst().registered());
        });

        Files.delete(conf.resolve("org.ouroboros.ipcp~my-home.cfg"));
        Files.delete(conf.resolve("org.ouroboros.binding~service.cfg"));
        Files.delete(conf.resolve("org.ouroboros.name~service.cfg"));
        eventually(() -> {
            assertEquals(List.of(), irm().ipcps());
            assertEquals(List.of(), irm().names());
        });
    }

    private static List<NameInfo> withoutPassing(List<NameInfo> names) {
        return names.stream()
                .map(name -> new NameInfo(
                        name.spec(),
                        name.programs().stream()
                                .filter(bound -> bound.origin().equals(Origin.KEPT))
                                .toList(),
                        name.processes(),
                        name.ipcps(),
                        name.registered(),
                        name.origin(),
                        name.waiting()))
                .toList();
    }

    private static LayerSpec link(Map<String, String> options) {
        return new LayerSpec("link", options);
    }

    private void file(String name, String content) throws Exception {
        Files.writeString(conf.resolve(name), content + "\n");
    }
}
