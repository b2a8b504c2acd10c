// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.irm.declaration;

import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.ouroboros.api.text.PlainText;
import org.ouroboros.api.text.UnknownKeys;

/**
 * Reads the properties of one configuration. Values may be of the type that a key has, or text: a file has nothing else.
 *
 * <p>Lists in text are separated by commas; a backslash takes the meaning from a comma or backslash that follows it.
 */
final class PropertyReader {
    private final Map<String, ?> properties;

    PropertyReader(Map<String, ?> properties) {
        this.properties = properties;
    }

    /** Refuses keys that are neither known nor the platform's own. */
    void requireKnown(Set<String> known, String openPrefix) throws Malformed {
        List<String> unknown = UnknownKeys.in(properties.keySet(), known, openPrefix);
        if (!unknown.isEmpty()) {
            throw new Malformed(unknown.getFirst());
        }
    }

    /** {@return a text that must be there and fit a name} */
    String name(String key) throws Malformed {
        return optionalName(key).orElseThrow(() -> new Malformed("key '" + key + "' is missing"));
    }

    /** {@return a text that fits a name, if it is there} */
    Optional<String> optionalName(String key) throws Malformed {
        Optional<String> name = text(key);
        Optional<String> complaint = name.flatMap(text -> PlainText.complaintAbout(key, text));
        if (complaint.isPresent()) {
            throw new Malformed(complaint.get());
        }
        return name;
    }

    boolean has(String key) {
        return properties.containsKey(key);
    }

    /** {@return a text that must be there} */
    String required(String key) throws Malformed {
        return text(key).orElseThrow(() -> new Malformed("key '" + key + "' is missing"));
    }

    /** {@return a text, if it is there} */
    Optional<String> text(String key) {
        return Optional.ofNullable(properties.get(key)).map(value -> String.join(",", texts(value)));
    }

    boolean flag(String key) throws Malformed {
        String text = text(key).orElse("false").strip();
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new Malformed(key + " = '" + text + "' is neither true nor false");
        };
    }

    /** {@return a whole number that is not negative, 0 if it is not there} */
    long number(String key) throws Malformed {
        String text = text(key).orElse("0").strip();
        try {
            long number = Long.parseLong(text);
            if (number >= 0) {
                return number;
            }
        } catch (NumberFormatException notANumber) {
            // told below, as a negative one is
        }
        throw new Malformed(key + " = '" + text + "' is not a whole number from 0 on");
    }

    /** {@return a list, empty if it is not there} */
    List<String> list(String key) {
        Object value = properties.get(key);
        return switch (value) {
            case null -> List.of();
            case String text -> split(text);
            default -> texts(value);
        };
    }

    /** {@return what stands behind a prefix, by the rest of the key} */
    Map<String, String> startingWith(String prefix) {
        Map<String, String> found = new TreeMap<>();
        for (String key : properties.keySet()) {
            if (key.startsWith(prefix) && key.length() > prefix.length()) {
                found.put(key.substring(prefix.length()), text(key).orElseThrow());
            }
        }
        return found;
    }

    private static List<String> texts(Object value) {
        List<String> texts = new ArrayList<>();
        if (value instanceof Collection<?> collection) {
            collection.forEach(element -> texts.add(String.valueOf(element)));
        } else if (value.getClass().isArray()) {
            for (int at = 0; at < Array.getLength(value); at++) {
                texts.add(String.valueOf(Array.get(value, at)));
            }
        } else {
            texts.add(value.toString());
        }
        return texts;
    }

    private static List<String> split(String text) {
        List<String> elements = new ArrayList<>();
        StringBuilder element = new StringBuilder();
        for (int at = 0; at < text.length(); at++) {
            char c = text.charAt(at);
            boolean escape = c == '\\' && at + 1 < text.length() && ",\\".indexOf(text.charAt(at + 1)) >= 0;
            if (c == ',') {
                elements.add(element.toString().strip());
                element.setLength(0);
            } else {
                element.append(escape ? text.charAt(++at) : c);
            }
        }
        elements.add(element.toString().strip());
        elements.removeIf(String::isEmpty);
        return elements;
    }
}
