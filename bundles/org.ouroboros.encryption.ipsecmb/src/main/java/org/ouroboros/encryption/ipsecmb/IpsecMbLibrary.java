// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.encryption.ipsecmb;

import static java.lang.System.Logger.Level.INFO;
import static java.lang.System.Logger.Level.WARNING;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.SymbolLookup;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;

/**
 * The library, which is loaded when it is asked for first, on a thread of its own: that takes longer than a loop may wait, and would hold the
 * carrier of a virtual one. Where it is not installed, or does not do what it should, which is said once, it is never loaded. Any thread.
 */
final class IpsecMbLibrary {
    private static final System.Logger LOG = System.getLogger(IpsecMbLibrary.class.getName());

    private final BooleanSupplier installed;
    private final Runnable loader;
    private final AtomicBoolean asked = new AtomicBoolean();

    /** Written by the thread that loads it. */
    private volatile boolean loaded;

    /** Loads nothing yet. */
    IpsecMbLibrary() {
        this(IpsecMbLibrary::isInstalled, IpsecMbLibrary::link);
    }

    /**
     * Loads nothing yet.
     *
     * @param installed tells whether the library is there
     * @param loader loads the library, and takes its time; throws if it does not work, and {@link UnsupportedOperationException} if it is not for
     *     this machine
     */
    IpsecMbLibrary(BooleanSupplier installed, Runnable loader) {
        this.installed = installed;
        this.loader = loader;
    }

    /** {@return whether it can be used} Never waits: the first who asks has it loaded. */
    boolean isLoaded() {
        if (!loaded && !asked.get() && asked.compareAndSet(false, true)) {
            Thread.ofPlatform().daemon().name("ipsec-mb-load").start(this::load);
        }
        return loaded;
    }

    private void load() {
        try {
            if (installed.getAsBoolean()) {
                loader.run();
                loaded = true;
            } else {
                LOG.log(
                        INFO,
                        "AES-GCM is not as fast as it can be: " + Symbols.LIBRARY
                                + " is not installed (package libipsec-mb1 of Debian and Ubuntu, intel-ipsec-mb of"
                                + " Fedora)");
            }
        } catch (UnsupportedOperationException unsuited) {
            LOG.log(INFO, "AES-GCM is not as fast as it can be: " + unsuited.getMessage());
        } catch (RuntimeException | LinkageError failure) {
            LOG.log(
                    WARNING,
                    "AES-GCM is not as fast as it can be: " + Symbols.LIBRARY + " does not work here",
                    failure);
        }
    }

    private static void link() {
        choose(Symbols.features(), CpuInfo.FILE).use();
        KnownAnswers.check();
    }

    /**
     * Chooses the fastest instructions that may be used, and logs why none that are faster.
     *
     * @param processor what the library says of the processor
     * @param cpuInfo where the operating system says what programs may use
     * @throws UnsupportedOperationException if there are none, or if that cannot be read; says why
     */
    static Instructions choose(Set<Feature> processor, Path cpuInfo) {
        Instructions.Choice choice;
        try {
            choice = Instructions.choose(processor, CpuInfo.read(cpuInfo));
        } catch (IOException unreadable) {
            throw new UnsupportedOperationException(
                    "which instructions the operating system allows is not known: " + unreadable, unreadable);
        }
        String reasons = String.join("; ", choice.passedOver());
        Instructions taken = choice.taken()
                .orElseThrow(() -> new UnsupportedOperationException(
                        Symbols.LIBRARY + " has no functions for this machine: " + reasons));
        if (!reasons.isEmpty()) {
            LOG.log(INFO, "AES-GCM by " + Symbols.LIBRARY + " uses " + taken + ": " + reasons);
        }
        return taken;
    }

    /** {@return whether this machine has the library} */
    @SuppressWarnings("restricted") // native access is what this is for
    static boolean isInstalled() {
        if (!System.getProperty("os.name").equals("Linux")
                || !System.getProperty("os.arch").equals("amd64")) {
            return false;
        }
        try (Arena arena = Arena.ofConfined()) {
            SymbolLookup.libraryLookup(Symbols.LIBRARY, arena);
            return true;
        } catch (IllegalArgumentException absent) {
            return false;
        }
    }
}
