// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.it;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.ouroboros.api.irm.FlowInfo;
import org.ouroboros.api.irm.IpcpInfo;
import org.ouroboros.api.irm.IpcpTypeInfo;
import org.ouroboros.api.irm.Irm;
import org.ouroboros.api.irm.NameInfo;
import org.ouroboros.api.irm.PolicyInfo;
import org.ouroboros.api.irm.ProcessInfo;
import org.ouroboros.api.irm.SlotInfo;

/** All there is in a system: what a test finds, and has to leave. */
record SystemState(
        Set<String> bundles,
        Set<String> active,
        Set<String> configurations,
        List<String> types,
        List<PolicyInfo> policies,
        List<IpcpInfo> ipcps,
        List<NameInfo> names,
        List<String> programs,
        List<SlotInfo> slots,
        List<FlowInfo> flows) {

    static SystemState of(BundleContext context) throws Exception {
        Irm irm = InContainer.service(context, Irm.class);
        return new SystemState(
                labels(context, bundle -> true),
                labels(context, SystemState::isActive),
                configurations(context).map(Configuration::getPid).collect(Collectors.toSet()),
                irm.ipcpTypes().stream().map(IpcpTypeInfo::type).toList(),
                irm.policies(),
                irm.ipcps(),
                irm.names(),
                irm.processes().stream().map(ProcessInfo::program).sorted().toList(),
                irm.slots(),
                irm.flows());
    }

    /** Takes away what came since, and starts and stops what was stopped and started. Flows are not touched. */
    void restore(BundleContext context) throws Exception {
        for (Bundle bundle : context.getBundles()) {
            if (!bundles.contains(label(bundle))) {
                bundle.uninstall();
            } else if (active.contains(label(bundle)) && !isActive(bundle)) {
                bundle.start();
            } else if (!active.contains(label(bundle)) && isActive(bundle)) {
                bundle.stop();
            }
        }
        for (Configuration configuration : configurations(context).toList()) {
            if (!configurations.contains(configuration.getPid())) {
                configuration.delete();
            }
        }
        Irm irm = InContainer.service(context, Irm.class);
        irm.names().forEach(name -> irm.destroyName(name.name()));
        irm.ipcps().forEach(ipcp -> irm.destroyIpcp(ipcp.name()));
    }

    private static Set<String> labels(BundleContext context, Predicate<Bundle> which) {
        return Arrays.stream(context.getBundles())
                .filter(which)
                .map(SystemState::label)
                .collect(Collectors.toSet());
    }

    private static String label(Bundle bundle) {
        return bundle.getSymbolicName() + " " + bundle.getVersion();
    }

    /** Fragments never are. */
    private static boolean isActive(Bundle bundle) {
        return bundle.getState() == Bundle.ACTIVE && bundle.getHeaders().get(Constants.FRAGMENT_HOST) == null;
    }

    private static Stream<Configuration> configurations(BundleContext context) throws Exception {
        Configuration[] present =
                InContainer.service(context, ConfigurationAdmin.class).listConfigurations(null);
        return present == null ? Stream.empty() : Arrays.stream(present);
    }
}
