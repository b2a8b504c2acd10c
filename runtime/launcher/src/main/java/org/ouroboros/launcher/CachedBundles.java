// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.launcher;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.osgi.framework.BundleContext;

/**
 * The bundles in the framework's cache, before the framework looks at them.
 *
 * <p>Felix rewrites what it knows of a bundle in place, and copies jars in place. A process that is killed meanwhile leaves a
 * bundle that Felix drops at the next start, without a word; it looks then as if the operator had uninstalled it. This tells the
 * two apart.
 */
final class CachedBundles {
    private static final System.Logger LOG = System.getLogger(CachedBundles.class.getName());
    private static final String PREFIX = "bundle"; // and the id
    private static final String INFO = "bundle.info"; // id, location, state and more, a line each
    private static final int STATE_LINE = 2;
    private static final String UNINSTALLED = "1"; // Bundle.UNINSTALLED

    private final Set<Long> expected;

    private CachedBundles(Set<Long> expected) {
        this.expected = expected;
    }

    /** Looks at a cache, which need not exist. */
    static CachedBundles in(Path cache) {
        Set<Long> expected = new HashSet<>();
        if (Files.isDirectory(cache)) {
            try (DirectoryStream<Path> folders = Files.newDirectoryStream(cache, PREFIX + "*")) {
                for (Path folder : folders) {
                    String id = folder.getFileName().toString().substring(PREFIX.length());
                    if (id.matches("[1-9][0-9]{0,17}") && isExpected(folder.resolve(INFO))) {
                        expected.add(Long.valueOf(id));
                    }
                }
            } catch (IOException e) {
                throw LaunchFailed.because("bundle cache " + cache + " cannot be read", e);
            }
        }
        return new CachedBundles(expected);
    }

    /** Whether its bundle is to be there: without the file the bundle was being deleted. */
    private static boolean isExpected(Path info) throws IOException {
        if (!Files.exists(info)) {
            return false;
        }
        List<String> lines = Files.readAllLines(info);
        return lines.size() <= STATE_LINE || !lines.get(STATE_LINE).equals(UNINSTALLED);
    }

    /** Whether a bundle was lost when the process was killed. */
    boolean lost(BundleContext context, long id) {
        return expected.contains(id) && context.getBundle(id) == null;
    }

    /** Logs the bundles that were lost and do not come back by themselves. */
    void tellLost(BundleContext context, Set<Long> shipped) {
        expected.stream()
                .filter(id -> !shipped.contains(id) && lost(context, id))
                .sorted()
                .forEach(id -> LOG.log(
                        System.Logger.Level.WARNING,
                        "bundle {0} was lost when the system was killed while the bundle changed: install it again",
                        id));
    }
}
