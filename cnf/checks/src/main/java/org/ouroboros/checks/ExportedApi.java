// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.checks;

import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The public and protected signatures of a bundle's exported packages, a line each, in order.
 *
 * @param bundle symbolic name
 * @param lines packages with their versions, then types with their members
 */
record ExportedApi(String bundle, List<String> lines) {
    private static final Pattern CLAUSE = Pattern.compile("([\\w.]+)((?:;[\\w.-]+:?=(?:\"[^\"]*\"|[^;,\"]*))*)");
    private static final Pattern VERSION = Pattern.compile(";version=\"?([^;,\"]*)");

    static ExportedApi of(Path file) throws IOException {
        try (JarFile jar = new JarFile(file.toFile())) {
            var headers = jar.getManifest().getMainAttributes();
            Map<String, String> versions = versions(headers.getValue("Export-Package"));
            List<String> lines = new ArrayList<>();
            versions.forEach((name, version) -> lines.add("package " + name + " " + version));
            for (JarEntry entry : classes(jar)) {
                String folder = entry.getName().substring(0, entry.getName().lastIndexOf('/') + 1);
                if (versions.containsKey(folder.replaceFirst("/$", "").replace('/', '.'))) {
                    try (InputStream content = jar.getInputStream(entry)) {
                        lines.addAll(Signatures.of(ClassFile.of().parse(content.readAllBytes())));
                    }
                }
            }
            return new ExportedApi(headers.getValue("Bundle-SymbolicName"), List.copyOf(lines));
        }
    }

    private static Map<String, String> versions(String header) {
        if (header == null) {
            return Map.of();
        }
        return CLAUSE.matcher(header)
                .results()
                .collect(Collectors.toMap(
                        clause -> clause.group(1), ExportedApi::version, (first, _) -> first, TreeMap::new));
    }

    private static String version(MatchResult clause) {
        var version = VERSION.matcher(clause.group(2));
        return version.find() ? version.group(1) : "0";
    }

    private static List<JarEntry> classes(JarFile jar) {
        return jar.stream()
                .filter(entry ->
                        entry.getName().endsWith(".class") && !entry.getName().endsWith("package-info.class"))
                .sorted((a, b) -> a.getName().compareTo(b.getName()))
                .toList();
    }
}
