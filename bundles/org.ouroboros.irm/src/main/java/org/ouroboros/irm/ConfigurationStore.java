// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.irm;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.ouroboros.api.irm.Origin;
import org.ouroboros.irm.Desired.Source;
import org.ouroboros.irm.Staged.Write;
import org.ouroboros.irm.declaration.Declaration;
import org.ouroboros.irm.declaration.Declarations;
import org.ouroboros.irm.declaration.Key;
import org.ouroboros.irm.declaration.Kind;
import org.ouroboros.irm.declaration.Malformed;

/**
 * The configurations that declare a system, in the Configuration Admin service. Any thread but a loop's: it reads and writes
 * files.
 *
 * <p>A request that changes several configurations is written down first, as the one that says what is being destroyed: a process
 * that is killed finishes it when it starts again, and one that goes on before it keeps anything else. So what is created again
 * is never taken for what was destroyed.
 */
final class ConfigurationStore {
    /** PID of what is there only while several configurations are being changed. */
    private static final String DESTROYING = "org.ouroboros.irm.destroying";

    /** Where a configuration that comes from a file says so. */
    private static final String FILE = "felix.fileinstall.filename";

    private static final System.Logger LOG = System.getLogger(ConfigurationStore.class.getName());

    private final ConfigurationAdmin admin;

    ConfigurationStore(ConfigurationAdmin admin) {
        this.admin = admin;
    }

    /** Finishes what was begun, reads everything, and hands it over. */
    synchronized void load(Consumer<List<Source>> taker) throws IOException {
        finish();
        List<Source> sources = new ArrayList<>();
        for (Configuration configuration : list("org.ouroboros.*")) {
            if (isOfMissingFile(configuration)) {
                LOG.log(
                        System.Logger.Level.INFO,
                        "file {0} is gone, and so is what it declared",
                        file(configuration).orElseThrow());
                configuration.delete();
            } else {
                read(configuration).ifPresent(sources::add);
            }
        }
        taker.accept(List.copyOf(sources));
    }

    /**
     * Reads one configuration that changed.
     *
     * @param pid its PID
     * @param taker gets what it declares; nothing if it declares nothing any more
     */
    synchronized void reload(String pid, @Nullable String factoryPid, boolean deleted, Consumer<Optional<Source>> taker)
            throws IOException {
        if (Kind.of(pid, factoryPid).isEmpty()) {
            return;
        }
        Optional<Configuration> configuration = deleted ? Optional.empty() : find(pid);
        if (configuration.isEmpty()) {
            taker.accept(Optional.empty());
            return;
        }
        Optional<Source> source = read(configuration.get());
        if (source.isPresent()) { // what a broken one declared before holds on
            taker.accept(source);
        }
    }

    /**
     * Writes what a request changes: all of it or, as far as anybody sees after a restart, nothing. What was begun before is
     * {@linkplain #finish() finished} already.
     */
    void write(List<Staged> steps) throws IOException {
        Optional<Key> destroyed = steps.size() < 2
                ? Optional.empty()
                : steps.stream()
                        .filter(step -> step.after().isEmpty())
                        .flatMap(step -> step.before().stream())
                        .map(source -> source.declaration().key())
                        .filter(key -> key.kind() != Kind.BINDING)
                        .findFirst();
        if (destroyed.isEmpty()) {
            for (Staged step : steps) {
                write(step.pid(), step.after().map(Source::declaration));
            }
            return;
        }
        Configuration marker = admin.getConfiguration(DESTROYING, "?");
        marker.update(FrameworkUtil.asDictionary(Map.of(
                "kind",
                destroyed.get().kind().name(),
                "name",
                destroyed.get().name(),
                "pids",
                steps.stream().map(Staged::pid).toArray(String[]::new))));
        try {
            for (Staged step : steps) {
                write(step.pid(), step.after().map(Source::declaration));
            }
            marker.delete();
        } catch (IOException | IllegalStateException late) { // it is decided: whoever finds the marker finishes it
            LOG.log(
                    System.Logger.Level.WARNING,
                    "{0} is destroyed, but what is kept of it is deleted later: {1}",
                    destroyed.get(),
                    Failures.message(late));
        }
    }

    private void write(String pid, Optional<Declaration> declaration) throws IOException {
        if (declaration.isPresent()) {
            int tilde = pid.indexOf('~');
            Configuration configuration = tilde < 0
                    ? admin.getConfiguration(pid, "?")
                    : admin.getFactoryConfiguration(pid.substring(0, tilde), pid.substring(tilde + 1), "?");
            configuration.update(FrameworkUtil.asDictionary(Declarations.write(declaration.get())));
        } else {
            Optional<Configuration> present = find(pid);
            if (present.isPresent()) {
                present.get().delete();
            }
        }
    }

    /**
     * Finishes what was about to be destroyed when the process was killed or a write failed. What is announced by it is known
     * since it was decided.
     */
    synchronized void finish() throws IOException {
        Optional<Configuration> marker = find(DESTROYING);
        if (marker.isEmpty()) {
            return;
        }
        Map<String, Object> properties = properties(marker.get());
        Kind kind = Kind.valueOf(String.valueOf(properties.get("kind")));
        Key key = new Key(kind, String.valueOf(properties.get("name")), "");
        List<Source> left = new ArrayList<>();
        if (properties.get("pids") instanceof String[] pids) {
            for (String pid : pids) {
                find(pid).flatMap(this::read).filter(source -> !source.isFile()).ifPresent(left::add);
            }
        }
        for (Write write :
                Keeping.destroyed(key, left.stream().map(Source::declaration).toList())) {
            for (Source source : left) {
                if (source.declaration().key().equals(write.key())) {
                    write(source.pid(), write.wanted());
                }
            }
        }
        marker.get().delete();
    }

    private Optional<Source> read(Configuration configuration) {
        String pid = configuration.getPid();
        Optional<Kind> kind = Kind.of(pid, configuration.getFactoryPid());
        if (kind.isEmpty()) {
            return Optional.empty();
        }
        Optional<String> file = file(configuration);
        try {
            Declaration declaration = Declarations.read(kind.get(), properties(configuration));
            return Optional.of(new Source(
                    pid, declaration, file.<Origin>map(Origin.Declared::new).orElse(Origin.KEPT)));
        } catch (Malformed malformed) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "{0}: {1}; nothing of it is used until it is mended",
                    file.map(name -> "file " + name).orElse("configuration " + pid),
                    malformed.getMessage());
            return Optional.empty();
        }
    }

    private static Optional<String> file(Configuration configuration) {
        return path(configuration).map(path -> String.valueOf(path.getFileName()));
    }

    private static Optional<Path> path(Configuration configuration) {
        return Optional.ofNullable(properties(configuration).get(FILE)).map(uri -> Path.of(URI.create(uri.toString())));
    }

    private static boolean isOfMissingFile(Configuration configuration) {
        return Kind.of(configuration.getPid(), configuration.getFactoryPid()).isPresent()
                && path(configuration).filter(path -> !Files.exists(path)).isPresent();
    }

    private Optional<Configuration> find(String pid) throws IOException {
        return list(pid.replaceAll("[\\\\()*]", "\\\\$0")).stream().findFirst();
    }

    private List<Configuration> list(String pid) throws IOException {
        try {
            Configuration[] present = admin.listConfigurations("(service.pid=" + pid + ")");
            return present == null ? List.of() : Arrays.asList(present);
        } catch (InvalidSyntaxException wrong) {
            throw new IllegalStateException("PID " + pid + " makes no filter", wrong);
        }
    }

    private static Map<String, Object> properties(Configuration configuration) {
        var dictionary = configuration.getProperties();
        Map<String, Object> properties = new HashMap<>();
        if (dictionary != null) {
            Collections.list(dictionary.keys()).forEach(key -> properties.put(key, dictionary.get(key)));
        }
        return properties;
    }
}
