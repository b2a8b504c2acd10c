// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.irm;

import java.io.IOException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.ouroboros.api.irm.ProgramBinding;

/** Starts bundles as programs. Their arguments are {@code args} in the configuration whose PID is the symbolic name. */
final class BundlePrograms implements ProgramStarter {

    private final BundleContext context;
    private final Supplier<@Nullable ConfigurationAdmin> configurations;

    BundlePrograms(BundleContext context, Supplier<@Nullable ConfigurationAdmin> configurations) {
        this.context = context;
        this.configurations = configurations;
    }

    @Override
    public void start(String program, List<String> arguments) throws BundleException, IOException {
        Bundle bundle = Arrays.stream(context.getBundles())
                .filter(candidate -> program.equals(candidate.getSymbolicName()))
                .max(Comparator.comparing(Bundle::getVersion))
                .orElseThrow(() -> new BundleException("no bundle '" + program + "' is installed"));
        configure(program, arguments);
        bundle.start(Bundle.START_TRANSIENT);
    }

    /** Sets the arguments, and leaves whatever else is configured. */
    private void configure(String program, List<String> arguments) throws IOException, BundleException {
        ConfigurationAdmin present = configurations.get();
        if (present == null) {
            if (arguments.isEmpty()) {
                return;
            }
            throw new BundleException("its arguments need the Configuration Admin service, which is not running");
        }
        Configuration configuration = present.getConfiguration(program, "?");
        Dictionary<String, Object> properties = configuration.getProperties();
        if (properties == null) {
            if (arguments.isEmpty()) {
                return;
            }
            properties = newProperties();
        }
        if (arguments.isEmpty()) {
            properties.remove(ProgramBinding.ARGUMENTS);
        } else {
            properties.put(ProgramBinding.ARGUMENTS, arguments.toArray(String[]::new));
        }
        configuration.updateIfDifferent(properties);
    }

    @SuppressWarnings("JdkObsolete") // what the service takes
    private static Dictionary<String, Object> newProperties() {
        return new Hashtable<>();
    }
}
