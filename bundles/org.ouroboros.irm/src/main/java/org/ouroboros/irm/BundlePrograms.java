// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.irm;

import java.io.IOException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.FrameworkUtil;
import org.osgi.service.cm.ConfigurationAdmin;

/** Starts bundles as programs. Their arguments are {@code args} in the configuration whose PID is the symbolic name. */
final class BundlePrograms implements ProgramStarter {
    private final BundleContext context;
    private final ConfigurationAdmin configurations;

    BundlePrograms(BundleContext context, ConfigurationAdmin configurations) {
        this.context = context;
        this.configurations = configurations;
    }

    @Override
    public void start(String program, List<String> arguments) throws BundleException, IOException {
        Bundle bundle = Arrays.stream(context.getBundles())
                .filter(candidate -> program.equals(candidate.getSymbolicName()))
                .max(Comparator.comparing(Bundle::getVersion))
                .orElseThrow(() -> new BundleException("no bundle '" + program + "' is installed"));
        if (!arguments.isEmpty()) {
            configurations
                    .getConfiguration(program, "?")
                    .updateIfDifferent(FrameworkUtil.asDictionary(Map.of("args", arguments.toArray(String[]::new))));
        }
        bundle.start(Bundle.START_TRANSIENT);
    }
}
