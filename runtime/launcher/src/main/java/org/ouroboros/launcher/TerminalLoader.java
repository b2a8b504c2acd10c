// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.launcher;

import java.net.URL;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.wiring.BundleWiring;

/**
 * Context class loader that finds JLine's terminal providers in JLine's bundle.
 *
 * <p>JLine looks for them through the thread's context class loader only, and falls back to a dumb terminal.
 */
final class TerminalLoader extends ClassLoader {
    private static final String JLINE = "org.jline";

    private final Framework framework;

    TerminalLoader(Framework framework) {
        super(TerminalLoader.class.getClassLoader());
        this.framework = framework;
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        Optional<ClassLoader> jline = name.startsWith(JLINE + ".") ? jline() : Optional.empty();
        return jline.orElseThrow(() -> new ClassNotFoundException(name)).loadClass(name);
    }

    @Override
    protected @Nullable URL findResource(String name) {
        return name.contains("jline")
                ? jline().map(loader -> loader.getResource(name)).orElse(null)
                : null;
    }

    private Optional<ClassLoader> jline() {
        return Arrays.stream(framework.getBundleContext().getBundles())
                .filter(bundle -> JLINE.equals(bundle.getSymbolicName()))
                .map(bundle -> bundle.adapt(BundleWiring.class))
                .filter(Objects::nonNull)
                .map(BundleWiring::getClassLoader)
                .findFirst();
    }
}
