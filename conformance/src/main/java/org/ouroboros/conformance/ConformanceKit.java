// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.conformance;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.ouroboros.api.FlowAllocator;
import org.ouroboros.api.irm.Irm;

/**
 * Checks bundles, one at a time. It is called from outside of the framework, and so speaks in types of the platform: from arguments to an exit
 * status and what is to be printed.
 */
@Component(service = Function.class, property = "ouroboros.conformance=true")
public final class ConformanceKit implements Function<List<String>, Map.Entry<Integer, String>> {
    private static final String JSON = "--json";
    private static final int PASSED = 0;
    private static final int FAILED = 1;
    private static final int USAGE = 2;

    private final BundleContext context;
    private final Irm irm;
    private final FlowAllocator allocator;

    /**
     * Checks nothing yet.
     *
     * @param context the framework
     * @param irm the system
     * @param allocator where flows come from
     */
    @Activate
    public ConformanceKit(BundleContext context, @Reference Irm irm, @Reference FlowAllocator allocator) {
        this.context = context;
        this.irm = irm.unkept();
        this.allocator = allocator;
    }

    /**
     * Checks a bundle.
     *
     * @param arguments a file and, before it or behind it, perhaps {@code --json}
     * @return 0 and a report if the bundle has passed, 1 and a report if not, 2 and a line if there is nothing to check
     */
    @Override
    public Map.Entry<Integer, String> apply(List<String> arguments) {
        List<String> files =
                arguments.stream().filter(each -> !each.equals(JSON)).toList();
        if (files.size() != 1 || files.getFirst().startsWith("-")) {
            return Map.entry(USAGE, "check takes one bundle file, and --json for a report that programs read\n");
        }
        try {
            Path file = Path.of(files.getFirst()).toAbsolutePath();
            Report report = new Inspection(context, irm, allocator).of(file);
            return Map.entry(
                    report.passed() ? PASSED : FAILED, arguments.contains(JSON) ? report.json() : report.table());
        } catch (NoPolicyBundle nothing) {
            return Map.entry(USAGE, nothing.getMessage() + "\n");
        } catch (BundleException refused) {
            throw new IllegalStateException(
                    "the framework does not do as it is told: " + refused.getMessage(), refused);
        }
    }
}
