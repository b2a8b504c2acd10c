// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.conformance;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.osgi.framework.Constants;
import org.osgi.framework.namespace.BundleNamespace;
import org.osgi.framework.namespace.PackageNamespace;
import org.osgi.framework.wiring.BundleCapability;
import org.osgi.framework.wiring.BundleRequirement;
import org.ouroboros.conformance.Guest.Label;
import org.ouroboros.conformance.check.Broken;
import org.ouroboros.conformance.check.PolicyKind;
import org.ouroboros.conformance.contract.Kinds;

/** How a policy is packed: it depends on interfaces alone, nobody depends on it, and it is found by what it declares. */
final class Packaging {
    private static final String OURS = "org.ouroboros.";
    private static final Pattern PACKAGE = Pattern.compile("\\(osgi\\.wiring\\.package=([^)]*)\\)");
    private static final Pattern UPPER_BOUND = Pattern.compile("\\(!\\s*\\(version>=");

    /** What policies may import of this project, with what is below. */
    private static final List<String> INTERFACES =
            List.of("org.ouroboros.api", "org.ouroboros.policy", "org.ouroboros.packet", "org.ouroboros.loop");

    private Packaging() {}

    /** Only interfaces of this project are imported, each up to its next major version, and nothing is wired by bundle. */
    static String imports(Guest guest) {
        Broken.unless(
                guest.revision()
                        .getDeclaredRequirements(BundleNamespace.BUNDLE_NAMESPACE)
                        .isEmpty(),
                "has Require-Bundle: import packages");
        Broken.unless(
                guest.bundle().getHeaders("").get(Constants.DYNAMICIMPORT_PACKAGE) == null,
                "has DynamicImport-Package: import what it is compiled against");
        List<String> imported = new ArrayList<>();
        for (BundleRequirement requirement :
                guest.revision().getDeclaredRequirements(PackageNamespace.PACKAGE_NAMESPACE)) {
            String filter = requirement.getDirectives().getOrDefault(Constants.FILTER_DIRECTIVE, "");
            Matcher matcher = PACKAGE.matcher(filter);
            if (matcher.find() && matcher.group(1).startsWith(OURS)) {
                requireInterface(matcher.group(1), filter);
                imported.add(matcher.group(1));
            }
        }
        return String.join(", ", imported);
    }

    private static void requireInterface(String name, String filter) {
        Broken.unless(
                INTERFACES.stream().anyMatch(each -> name.equals(each) || name.startsWith(each + ".")),
                "imports " + name + ", which is no interface for policies; those are " + String.join(", ", INTERFACES)
                        + " and what is below");
        Broken.unless(
                UPPER_BOUND.matcher(filter).find(),
                "imports " + name + " of any later version: an import has an upper bound, such as [1.0,2)");
    }

    /** Nothing is exported: an update then restarts no other bundle. */
    static String exports(Guest guest) {
        List<String> exported = guest.revision().getDeclaredCapabilities(PackageNamespace.PACKAGE_NAMESPACE).stream()
                .map(BundleCapability::getAttributes)
                .map(each -> String.valueOf(each.get(PackageNamespace.PACKAGE_NAMESPACE)))
                .toList();
        Broken.unless(
                exported.isEmpty(),
                "exports " + String.join(", ", exported) + ": an update would restart who imports that");
        return "";
    }

    /** What is declared is what is registered, of a kind that there is, as a service of that kind. */
    static String capabilities(Guest guest) {
        List<Label> declared = guest.declared();
        List<Label> registered = guest.services().stream().map(Guest::label).toList();
        guest.services().forEach(service -> {
            Label label = Guest.label(service);
            PolicyKind<?> kind = Kinds.ofName(label.kind())
                    .orElseThrow(() -> new Broken("registers " + label + "; kinds are " + Kinds.names()));
            Broken.unless(
                    Guest.kind(service).equals(Optional.of(kind)),
                    "registers " + label + ", which is no " + kind.type().getSimpleName());
        });
        requireAll(registered, declared, "registers %s without the capability by which a resolver finds it");
        requireAll(declared, registered, "declares %s, and registers no such service");
        return "";
    }

    private static void requireAll(List<Label> these, List<Label> among, String otherwise) {
        these.stream().filter(label -> !among.contains(label)).findFirst().ifPresent(label -> {
            throw new Broken(otherwise.formatted(label));
        });
    }
}
