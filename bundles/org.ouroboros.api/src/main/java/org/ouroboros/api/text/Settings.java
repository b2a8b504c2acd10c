// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.api.text;

import java.lang.System.Logger.Level;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Settings with defaults, as they are configured. A value that cannot be used is logged in one line, and the default holds: a
 * mistake keeps nothing from running. Values may be of the type that a setting has, or text: a file has nothing else.
 */
public final class Settings {
    /** Where a configuration that comes from a file says so. */
    private static final String FILE = "felix.fileinstall.filename";

    private static final System.Logger LOG = System.getLogger(Settings.class.getName());
    private static final long DAY_MS = Duration.ofDays(1).toMillis();

    private final String source;
    private final Map<String, ?> properties;
    private final Set<String> known = new HashSet<>();

    private Settings(String source, Map<String, ?> properties) {
        this.source = source;
        this.properties = properties;
    }

    /**
     * Settings among properties.
     *
     * @param source what the log calls them; if the properties say which file they are of, it names that
     * @param properties the properties; those of the platform may be among them
     * @return the settings
     */
    public static Settings of(String source, Map<String, ?> properties) {
        Object file = properties.get(FILE);
        return new Settings(
                file == null
                        ? source
                        : "file " + Path.of(URI.create(file.toString())).getFileName(),
                properties);
    }

    /**
     * Reads a whole number.
     *
     * @param key key of the setting
     * @param otherwise what holds where it is not set, or set to what cannot be used
     * @param most the largest that can be used; the smallest is 1
     * @return the number
     */
    public int number(String key, int otherwise, int most) {
        return (int) read(key, otherwise, most);
    }

    /**
     * Reads a time in milliseconds, from 1 to a day.
     *
     * @param key key of the setting
     * @param otherwise what holds where it is not set, or set to what cannot be used, in milliseconds
     * @return the time
     */
    public Duration milliseconds(String key, long otherwise) {
        return Duration.ofMillis(read(key, otherwise, DAY_MS));
    }

    /**
     * Reads a choice.
     *
     * @param key key of the setting
     * @param otherwise what holds where it is not set, or set to what cannot be used
     * @return whether it is true
     */
    public boolean flag(String key, boolean otherwise) {
        known.add(key);
        String value = String.valueOf(properties.get(key)).strip();
        if (value.equals("true") || value.equals("false")) {
            return value.equals("true");
        }
        if (properties.get(key) != null) {
            LOG.log(
                    Level.WARNING,
                    "{0}: {1} = ''{2}'' is neither true nor false; using {3}",
                    source,
                    key,
                    value,
                    String.valueOf(otherwise));
        }
        return otherwise;
    }

    private long read(String key, long otherwise, long most) {
        known.add(key);
        Object value = properties.get(key);
        if (value == null) {
            return otherwise;
        }
        try {
            long number = Long.parseLong(value.toString().strip());
            if (number >= 1 && number <= most) {
                return number;
            }
        } catch (NumberFormatException notANumber) {
            // told below, as every value that cannot be used
        }
        LOG.log(
                Level.WARNING,
                "{0}: {1} = ''{2}'' is not a whole number from 1 to {3}; using {4}",
                source,
                key,
                value,
                String.valueOf(most),
                String.valueOf(otherwise));
        return otherwise;
    }

    /**
     * Logs keys that nobody reads, each with the known one that it is most like. Called when all settings have been read.
     *
     * @param others keys that somebody else reads
     */
    public void warnOfUnknown(String... others) {
        known.addAll(Arrays.asList(others));
        UnknownKeys.in(properties.keySet(), known, "")
                .forEach(complaint -> LOG.log(Level.WARNING, "{0}: {1}", source, complaint));
    }
}
