// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.checks;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.palantir.javaformat.java.Formatter;
import com.palantir.javaformat.java.FormatterException;
import com.palantir.javaformat.java.JavaFormatterOptions;
import com.palantir.javaformat.java.JavaFormatterOptions.Style;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Every source starts with its licence and is laid out by palantir-java-format, imports in order and none unused. */
class SourceFormatIT {
    private static final String LICENCE = "// SPDX-License-Identifier: Apache-2.0\n";
    private static final boolean APPLY = Boolean.getBoolean("format.apply");

    private final Formatter formatter = Formatter.createFormatter(
            JavaFormatterOptions.builder().style(Style.PALANTIR).build());

    @Test
    void sourcesAreFormatted() throws IOException {
        List<String> differing = new ArrayList<>();
        for (Path file : Tree.sources()) {
            String source = Files.readString(file);
            try {
                String formatted = formatted(source);
                if (source.equals(formatted)) {
                    continue;
                }
                if (APPLY) {
                    Files.writeString(file, formatted);
                } else {
                    differing.add(Tree.ROOT.relativize(file).toString());
                }
            } catch (FormatterException e) {
                differing.add(Tree.ROOT.relativize(file) + ": " + e.getMessage());
            }
        }
        assertTrue(
                differing.isEmpty(),
                () -> "not formatted:\n" + String.join("\n", differing)
                        + "\nrepair: mvn verify -pl cnf/checks -Dformat.apply=true");
    }

    private String formatted(String source) throws FormatterException {
        return formatter.formatSourceAndFixImports(source.startsWith(LICENCE) ? source : LICENCE + source);
    }
}
