// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.encryption.ipsecmb;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.ouroboros.policy.encryption.EncryptionPolicy.Sealer;

/**
 * The classes of this bundle once more, with the functions for some instructions: which these are is a constant of the classes, so that those of
 * another one are loaded by another loader.
 */
final class Variant extends ClassLoader {
    private final BiFunction<String, byte[], Sealer> sealers;

    /** {@return whether the library is installed, and there are instructions that may be used} */
    static boolean isUsable() {
        return IpsecMbLibrary.isInstalled() && Stream.of(Instructions.values()).anyMatch(Variant::mayBeUsed);
    }

    /** {@return whether processor and operating system have some instructions} The library is installed. */
    static boolean mayBeUsed(Instructions instructions) {
        try {
            return Symbols.features().containsAll(instructions.needed())
                    && CpuInfo.read(CpuInfo.FILE).containsAll(instructions.needed());
        } catch (IOException unreadable) {
            return false;
        }
    }

    /** Links the functions for instructions that may be used here. */
    Variant(Instructions instructions) {
        super(Variant.class.getClassLoader());
        try {
            @SuppressWarnings("unchecked")
            BiFunction<String, byte[], Sealer> made =
                    (BiFunction<String, byte[], Sealer>) loadClass(Sealers.class.getName())
                            .getConstructor(String.class)
                            .newInstance(instructions.name());
            this.sealers = made;
        } catch (ReflectiveOperationException failure) {
            throw new LinkageError("not loaded once more", failure);
        }
    }

    /** {@return a sealer by the functions for the instructions} */
    Sealer sealer(KeySize size, byte[] key) {
        return sealers.apply(size.name(), key);
    }

    /** {@return for which instructions its functions are} */
    Instructions instructions() {
        return Instructions.valueOf(sealers.toString());
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        if (!name.startsWith(Variant.class.getPackageName() + ".")) {
            return super.loadClass(name, resolve);
        }
        synchronized (getClassLoadingLock(name)) {
            Class<?> loaded = findLoadedClass(name);
            return loaded != null ? loaded : findClass(name);
        }
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        try (InputStream in = getResourceAsStream(name.replace('.', '/') + ".class")) {
            if (in == null) {
                throw new ClassNotFoundException(name);
            }
            byte[] bytes = in.readAllBytes();
            return defineClass(name, bytes, 0, bytes.length);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Makes sealers of the classes of its loader. */
    public static final class Sealers implements BiFunction<String, byte[], Sealer> {
        /** Decides which functions are linked. */
        public Sealers(String instructions) {
            Instructions.valueOf(instructions).use();
        }

        @Override
        public Sealer apply(String size, byte[] key) {
            return new IpsecMbSealer(new Gcm(KeySize.valueOf(size), key));
        }

        @Override
        public String toString() {
            return GcmCalls.instructions().name();
        }
    }
}
