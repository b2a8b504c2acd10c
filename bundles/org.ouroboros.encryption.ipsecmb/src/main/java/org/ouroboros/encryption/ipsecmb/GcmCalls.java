// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.encryption.ipsecmb;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Arrays;

/**
 * AES-GCM by the functions of the library that are for the instructions of this processor. The library stays loaded. They are linked when this class
 * is initialized, which takes longer than a loop may wait.
 */
@SuppressWarnings("restricted") // native access is what this is for
final class GcmCalls {
    static final String LIBRARY = "libIPSec_MB.so.1";

    /** Room for {@code struct gcm_key_data}, which has 1,008 bytes in version 1.3. */
    static final long SCHEDULE_BYTES = 8 << 10;

    /** Room for {@code struct gcm_context_data}, which has 88. */
    static final long CONTEXT_BYTES = 256;

    static final long ALIGNMENT = 64;

    private static final Linker LINKER = Linker.nativeLinker();
    private static final SymbolLookup LOOKUP = SymbolLookup.libraryLookup(LIBRARY, Arena.global());
    private static final Instructions INSTRUCTIONS = Instructions.of(features());

    /** Key, schedule. */
    private static final MethodHandle EXPAND = bySize("pre", FunctionDescriptor.ofVoid(ADDRESS, ADDRESS));

    /** Schedule, context, out, in, their length, vector, further data, its length, tag, its length. */
    private static final FunctionDescriptor TURN = FunctionDescriptor.ofVoid(
            ADDRESS, ADDRESS, ADDRESS, ADDRESS, JAVA_LONG, ADDRESS, ADDRESS, JAVA_LONG, ADDRESS, JAVA_LONG);

    private static final MethodHandle ENCRYPT = bySize("enc", TURN, Linker.Option.critical(false));
    private static final MethodHandle DECRYPT = bySize("dec", TURN, Linker.Option.critical(false));

    private GcmCalls() {}

    /** {@return the instructions that it uses} */
    static Instructions instructions() {
        return INSTRUCTIONS;
    }

    /** Computes from a key what the other calls take. */
    static void expand(KeySize size, MemorySegment key, MemorySegment schedule) {
        try {
            EXPAND.invokeExact(size.number(), key, schedule);
        } catch (Throwable failure) {
            throw broken(failure);
        }
    }

    /** Encrypts a message in place, and computes its tag. */
    static void encrypt(
            KeySize size,
            MemorySegment schedule,
            MemorySegment context,
            MemorySegment message,
            MemorySegment vector,
            MemorySegment tag) {
        try {
            ENCRYPT.invokeExact(
                    size.number(),
                    schedule,
                    context,
                    message,
                    message,
                    message.byteSize(),
                    vector,
                    MemorySegment.NULL,
                    0L,
                    tag,
                    tag.byteSize());
        } catch (Throwable failure) {
            throw broken(failure);
        }
    }

    /** Decrypts a message in place, and computes the tag that it should have. */
    static void decrypt(
            KeySize size,
            MemorySegment schedule,
            MemorySegment context,
            MemorySegment message,
            MemorySegment vector,
            MemorySegment tag) {
        try {
            DECRYPT.invokeExact(
                    size.number(),
                    schedule,
                    context,
                    message,
                    message,
                    message.byteSize(),
                    vector,
                    MemorySegment.NULL,
                    0L,
                    tag,
                    tag.byteSize());
        } catch (Throwable failure) {
            throw broken(failure);
        }
    }

    private static long features() {
        MethodHandle features =
                LINKER.downcallHandle(LOOKUP.findOrThrow("imb_get_feature_flags"), FunctionDescriptor.of(JAVA_LONG));
        try {
            return (long) features.invokeExact();
        } catch (Throwable failure) {
            throw broken(failure);
        }
    }

    /** {@return the function that does something, with the number of a size in front} The compiler sees through it. */
    private static MethodHandle bySize(String what, FunctionDescriptor descriptor, Linker.Option... options) {
        MethodHandle[] each = Arrays.stream(KeySize.values())
                .map(size -> "aes_gcm_" + what + "_" + size.bits() + "_" + INSTRUCTIONS.suffix())
                .map(name -> LINKER.downcallHandle(LOOKUP.findOrThrow(name), descriptor, options))
                .map(function -> MethodHandles.dropArguments(function, 0, int.class))
                .toArray(MethodHandle[]::new);
        MethodType type = each[0].type();
        MethodHandle none = MethodHandles.dropArguments(
                MethodHandles.throwException(void.class, IllegalArgumentException.class)
                        .bindTo(new IllegalArgumentException("no such size of a key")),
                0,
                type.parameterList());
        return MethodHandles.tableSwitch(none, each);
    }

    /** What a call cannot throw. */
    private static RuntimeException broken(Throwable failure) {
        if (failure instanceof Error error) {
            throw error;
        }
        return failure instanceof RuntimeException unchecked ? unchecked : new IllegalStateException(failure);
    }
}
