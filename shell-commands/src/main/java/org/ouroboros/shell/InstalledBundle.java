// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.shell;

import static org.ouroboros.shell.Table.Column.left;
import static org.ouroboros.shell.Table.Column.right;

import java.util.List;
import org.osgi.framework.Bundle;
import org.osgi.framework.startlevel.BundleStartLevel;

/**
 * A bundle, as it is listed.
 *
 * @param id its number
 * @param name its symbolic name; its location if it has none
 * @param version its version
 * @param state its state, in a word
 * @param level its start level
 */
record InstalledBundle(long id, String name, String version, String state, int level) {
    static InstalledBundle of(Bundle bundle) {
        String symbolicName = bundle.getSymbolicName();
        return new InstalledBundle(
                bundle.getBundleId(),
                symbolicName == null ? bundle.getLocation() : symbolicName,
                bundle.getVersion().toString(),
                state(bundle.getState()),
                bundle.adapt(BundleStartLevel.class).getStartLevel());
    }

    private static String state(int state) {
        return switch (state) {
            case Bundle.ACTIVE -> "active";
            case Bundle.STARTING -> "starting";
            case Bundle.STOPPING -> "stopping";
            case Bundle.RESOLVED -> "resolved";
            case Bundle.INSTALLED -> "installed";
            default -> "uninstalled";
        };
    }

    static Table table(List<InstalledBundle> bundles) {
        Table table = new Table(right("id"), left("name"), left("version"), left("state"), right("level"));
        bundles.forEach(
                bundle -> table.row(bundle.id(), bundle.name(), bundle.version(), bundle.state(), bundle.level()));
        return table;
    }
}
