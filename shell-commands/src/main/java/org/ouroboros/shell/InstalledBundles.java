// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.shell;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Optional;
import java.util.function.Predicate;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;

/** Finds bundles by what an operator calls them. */
final class InstalledBundles {
    private InstalledBundles() {}

    /** {@return the bundle with that number, or the newest with that symbolic name} */
    static Optional<Bundle> find(BundleContext context, String word) {
        Predicate<Bundle> wanted = word.chars().allMatch(Character::isDigit)
                ? bundle -> Long.toString(bundle.getBundleId()).equals(word)
                : bundle -> word.equals(bundle.getSymbolicName());
        return Arrays.stream(context.getBundles()).filter(wanted).max(Comparator.comparing(Bundle::getVersion));
    }
}
