// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.shell;

import java.util.Arrays;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.felix.service.command.CommandProcessor;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;

/** The functions that bundles gave to Gogo, whether commands of ours or not. */
final class GogoFunctions {
    private static final String ANY = "(" + CommandProcessor.COMMAND_FUNCTION + "=*)";

    private final BundleContext context;

    GogoFunctions(BundleContext context) {
        this.context = context;
    }

    /** {@return their names, without scope} */
    NavigableSet<String> names() {
        NavigableSet<String> names = new TreeSet<>();
        for (ServiceReference<?> function : references()) {
            names(function.getProperty(CommandProcessor.COMMAND_FUNCTION)).forEach(names::add);
        }
        return names;
    }

    private ServiceReference<?>[] references() {
        try {
            return Objects.requireNonNullElse(context.getAllServiceReferences(null, ANY), new ServiceReference<?>[0]);
        } catch (InvalidSyntaxException e) {
            throw new IllegalStateException(ANY + " is a filter", e);
        }
    }

    private static Stream<String> names(@Nullable Object property) {
        return switch (property) {
            case String name -> Stream.of(name);
            case Object[] names -> Arrays.stream(names).map(String::valueOf);
            case null, default -> Stream.empty();
        };
    }
}
