// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.irm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** After a rehearsal, a swap loads no class of the coordinator on the loop that packets pass on. */
class SwapRehearsalTest {
    /** Has classes of its own, and tells which are loaded. */
    private static final class Fresh extends URLClassLoader {
        Fresh() throws MalformedURLException {
            super(classPath(), ClassLoader.getPlatformClassLoader());
        }

        private static URL[] classPath() throws MalformedURLException {
            List<URL> urls = new ArrayList<>();
            for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
                urls.add(Path.of(entry).toUri().toURL());
            }
            return urls.toArray(URL[]::new);
        }

        boolean isLoaded(String name) {
            return findLoadedClass(name) != null;
        }
    }

    @Test
    void everyClassOfASwapIsLoadedByARehearsal() throws Exception {
        try (Fresh loader = new Fresh()) {
            Class<?> rehearsal = loader.loadClass(SwapRehearsal.class.getName());
            var made = rehearsal.getDeclaredConstructor();
            made.setAccessible(true);
            var once = rehearsal.getDeclaredMethod("once");
            once.setAccessible(true);
            once.invoke(made.newInstance());

            List<String> classes = classesOfASwap();
            assertTrue(classes.contains(SwapTransaction.class.getName()), classes.toString());
            assertEquals(
                    List.of(),
                    classes.stream().filter(name -> !loader.isLoaded(name)).toList());
        }
    }

    private static List<String> classesOfASwap() throws IOException {
        Path folder = Path.of(SwapRehearsal.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .getPath());
        String inPackage = SwapRehearsal.class.getPackageName();
        try (Stream<Path> files = Files.list(folder.resolve(inPackage.replace('.', '/')))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(file -> file.startsWith("Swap") || file.startsWith("Pulse"))
                    .map(file -> file.replace(".class", ""))
                    .map(name -> inPackage + "." + name)
                    .sorted()
                    .toList();
        }
    }
}
