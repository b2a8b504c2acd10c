// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.irm;

import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.ouroboros.api.irm.IrmException;
import org.ouroboros.api.irm.Origin;
import org.ouroboros.irm.declaration.Declaration;
import org.ouroboros.irm.declaration.Key;

/**
 * What is declared of a system, by files and by what is kept. Of several declarations of one object one holds: a file's before
 * what is kept. Confined to the loop.
 */
final class Desired {

    /**
     * A declaration where it is written.
     *
     * @param pid PID of the configuration
     * @param declaration what it says
     * @param origin whether a file or a request wrote it
     */
    record Source(String pid, Declaration declaration, Origin origin) {
        boolean isFile() {
            return origin instanceof Origin.Declared;
        }
    }

    /** Brings about what changed. */
    interface Changes {
        /**
         * Another declaration of an object holds.
         *
         * @param before what held until now, if anything
         * @param after what holds now, if anything
         */
        void changed(@Nullable Declaration before, @Nullable Declaration after);
    }

    private static final System.Logger LOG = System.getLogger(Desired.class.getName());
    private static final Comparator<Source> PRECEDENCE =
            Comparator.comparing(Source::isFile).reversed().thenComparing(Source::pid);

    /** Those of the same order that settle more of a layer come first; a name is there before it is bound. */
    private static final Comparator<Declaration> ORDER = Comparator.comparing(
                    (Declaration declaration) -> declaration.key().kind())
            .thenComparingLong(declaration -> declaration instanceof Declaration.OfIpcp ipcp ? ipcp.order() : 0)
            .thenComparingInt(
                    declaration -> declaration instanceof Declaration.OfIpcp ipcp ? -ipcp.settledOptions() : 0)
            .thenComparing(declaration -> declaration.key().name());

    private final Map<String, Source> sources = new HashMap<>(); // by PID
    private final Map<Key, TreeSet<Source>> byKey = new HashMap<>(); // the one that holds first
    private final Changes changes;

    Desired(Changes changes) {
        this.changes = changes;
    }

    /** {@return the declaration that holds} */
    Optional<Source> of(Key key) {
        return Optional.ofNullable(byKey.get(key)).map(TreeSet::first);
    }

    Origin origin(Key key) {
        return of(key).map(Source::origin).orElse(Origin.TRANSIENT);
    }

    /** {@return an object with the file that declares it, if one does, for people} */
    String label(Key key) {
        return origin(key) instanceof Origin.Declared(String file) ? key + " of file " + file : key.toString();
    }

    /** {@return what is kept of an object} */
    Optional<Source> kept(Key key) {
        return Optional.ofNullable(byKey.get(key))
                .flatMap(declared ->
                        declared.stream().filter(source -> !source.isFile()).findFirst());
    }

    /** {@return all that is kept} */
    Stream<Source> kept() {
        return sources.values().stream().filter(source -> !source.isFile());
    }

    /** {@return the latest place in the order in which IPCPs join} */
    long latestOrder() {
        return sources.values().stream()
                .mapToLong(source -> source.declaration() instanceof Declaration.OfIpcp ipcp ? ipcp.order() : 0)
                .max()
                .orElse(0);
    }

    /** Refuses to change for good what a file declares. */
    void requireNoFile(Key key) {
        of(key).ifPresent(source -> {
            if (source.origin() instanceof Origin.Declared(String file)) {
                throw new IrmException(
                        IrmException.Problem.WRONG_STATE,
                        key + " is declared by file " + file + ": change the file, or make a transient change");
            }
        });
    }

    /** Takes all there is; what was written elsewhere before is not declared any more. */
    void replaceAll(Collection<Source> all) {
        Map<Key, Declaration> before = new HashMap<>();
        byKey.forEach((key, declared) -> before.put(key, declared.first().declaration()));
        sources.clear();
        byKey.clear();
        all.forEach(this::add);
        Set<Key> gone = new HashSet<>(before.keySet());
        gone.removeAll(byKey.keySet());
        gone.forEach(key -> tell(key, before.get(key), null));
        byKey.keySet().forEach(this::tellOverruled);
        byKey.values().stream()
                .map(declared -> declared.first().declaration())
                .sorted(ORDER)
                .filter(declaration -> !declaration.equals(before.get(declaration.key())))
                .toList()
                .forEach(declaration -> tell(declaration.key(), before.get(declaration.key()), declaration));
    }

    /** Takes one configuration, as it is now. */
    void put(Source source) {
        Source earlier = sources.get(source.pid());
        if (source.equals(earlier)) {
            return;
        }
        if (earlier != null
                && !earlier.declaration().key().equals(source.declaration().key())) {
            remove(source.pid());
        }
        change(source.declaration().key(), () -> {
            drop(source.pid());
            add(source);
        });
        tellOverruled(source.declaration().key());
    }

    /** Lets one configuration go. */
    void remove(String pid) {
        Source earlier = sources.get(pid);
        if (earlier != null) {
            change(earlier.declaration().key(), () -> drop(pid));
        }
    }

    /** Takes note of what a request brings about itself. */
    void note(String pid, Optional<Source> source) {
        drop(pid);
        source.ifPresent(this::add);
    }

    private void change(Key key, Runnable step) {
        Declaration before = of(key).map(Source::declaration).orElse(null);
        step.run();
        Declaration after = of(key).map(Source::declaration).orElse(null);
        if (after == null ? before != null : !after.equals(before)) {
            tell(key, before, after);
        }
    }

    /** Has one object changed; what it throws costs no other. */
    private void tell(Key key, @Nullable Declaration before, @Nullable Declaration after) {
        try {
            changes.changed(before, after);
        } catch (RuntimeException | Error failure) {
            LOG.log(System.Logger.Level.ERROR, label(key) + " is not made what is declared", failure);
        }
    }

    private void add(Source source) {
        sources.put(source.pid(), source);
        byKey.computeIfAbsent(source.declaration().key(), key -> new TreeSet<>(PRECEDENCE))
                .add(source);
    }

    private void drop(String pid) {
        Source source = sources.remove(pid);
        if (source != null) {
            Key key = source.declaration().key();
            TreeSet<Source> declared = byKey.get(key);
            if (declared != null && declared.remove(source) && declared.isEmpty()) {
                byKey.remove(key);
            }
        }
    }

    private void tellOverruled(Key key) {
        List<Source> all = List.copyOf(byKey.getOrDefault(key, new TreeSet<>(PRECEDENCE)));
        if (all.size() > 1) {
            Source holds = all.getFirst();
            for (Source overruled : all.subList(1, all.size())) {
                LOG.log(
                        overruled.isFile() ? System.Logger.Level.WARNING : System.Logger.Level.INFO,
                        "{0} is declared twice: what {1} says holds, and what {2} says does not",
                        key,
                        place(holds),
                        place(overruled));
            }
        }
    }

    private static String place(Source source) {
        return source.origin() instanceof Origin.Declared(String file)
                ? "file " + file
                : "the kept configuration " + source.pid();
    }
}
