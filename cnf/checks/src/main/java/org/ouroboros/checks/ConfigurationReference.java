// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.checks;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/** What can be configured, as a page of Markdown made from the metatype documents of bundles. */
final class ConfigurationReference {
    private static final String HEAD = """
        # Configuration

        A system reads the files of its `conf` folder, `*.cfg`, at start and whenever they change: `PID.cfg` for what there is once,
        `PID~NAME.cfg` for each of several. A line is `key = value`; a list has its values separated by commas. Files are input and never
        written back. A line that cannot be used is named in the log, and what it would have set keeps its default.

        This page is made from the metatype of the bundles, which any OSGi management tool shows as well.
        """;

    private record Page(String pid, String text) {}

    private ConfigurationReference() {}

    /** {@return the page} */
    static String of(List<Path> bundles) throws IOException {
        List<Page> pages = new ArrayList<>();
        for (Path bundle : bundles) {
            try (JarFile jar = new JarFile(bundle.toFile())) {
                for (JarEntry entry : jar.stream()
                        .filter(entry -> entry.getName().matches("OSGI-INF/metatype/.*\\.xml"))
                        .toList()) {
                    pages.addAll(pages(parse(jar, entry)));
                }
            }
        }
        return pages.stream()
                .sorted(Comparator.comparing(Page::pid))
                .map(Page::text)
                .collect(Collectors.joining("", HEAD, ""));
    }

    private static Document parse(JarFile jar, JarEntry entry) throws IOException {
        try (InputStream content = jar.getInputStream(entry)) {
            return DocumentBuilderFactory.newDefaultInstance()
                    .newDocumentBuilder()
                    .parse(content);
        } catch (ParserConfigurationException | SAXException e) {
            throw new IOException(entry + " of " + jar.getName() + " is no metatype document", e);
        }
    }

    private static List<Page> pages(Document document) {
        return elements(document.getDocumentElement(), "Designate")
                .map(designate -> {
                    String reference = elements(designate, "Object")
                            .findFirst()
                            .orElseThrow()
                            .getAttribute("ocdref");
                    Element ocd = elements(document.getDocumentElement(), "OCD")
                            .filter(candidate -> candidate.getAttribute("id").equals(reference))
                            .findFirst()
                            .orElseThrow();
                    String factory = designate.getAttribute("factoryPid");
                    return factory.isEmpty()
                            ? page(designate.getAttribute("pid"), "", ocd)
                            : page(factory, "~NAME", ocd);
                })
                .toList();
    }

    private static Page page(String pid, String suffix, Element ocd) {
        String description = ocd.getAttribute("description");
        String rows = elements(ocd, "AD").map(ConfigurationReference::row).collect(Collectors.joining());
        return new Page(pid, """

            ## %s

            `%s%s.cfg`%s

            | key | type | default | |
            |---|---|---|---|
            %s\
            """.formatted(
                        ocd.getAttribute("name"), pid, suffix, description.isEmpty() ? "" : ": " + description, rows));
    }

    private static String row(Element attribute) {
        boolean several = !attribute.getAttribute("cardinality").matches("0?");
        String standard = attribute.getAttribute("default");
        return "| `%s` | %s%s | %s | %s |\n"
                .formatted(
                        attribute.getAttribute("id"),
                        attribute.getAttribute("type").toLowerCase(Locale.ROOT),
                        several ? " list" : "",
                        standard.isEmpty() ? "" : "`" + standard + "`",
                        attribute.getAttribute("description").replace("|", "\\|"));
    }

    private static Stream<Element> elements(Element parent, String name) {
        NodeList found = parent.getElementsByTagName(name);
        return IntStream.range(0, found.getLength()).mapToObj(found::item).map(Element.class::cast);
    }
}
