// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.encryption.ipsecmb;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * AES-GCM by the functions of the library for the instructions that are {@linkplain Instructions#used() used}. They are linked when this class is
 * initialized, which takes longer than a loop may wait.
 */
@SuppressWarnings("restricted") // native access is what this is for
final class GcmCalls {
    /** Room for {@code struct gcm_key_data}, which has 1,008 bytes in version 1.3. */
    static final long SCHEDULE_BYTES = 8 << 10;

    /** Room for {@code struct gcm_context_data}, which has 88. */
    static final long CONTEXT_BYTES = 256;

    static final long ALIGNMENT = 64;

    private static final Linker LINKER = Linker.nativeLinker();
    private static final Instructions INSTRUCTIONS = Instructions.used();

    /** Key, schedule. */
    private static final FunctionDescriptor KEY = FunctionDescriptor.ofVoid(ADDRESS, ADDRESS);

    /**
     * Schedule, context, out, in, their length, vector, further data, its length, tag, its length. Addresses are numbers: a segment would be made for
     * each, and stay on the heap whenever the compiler does not see through a call.
     */
    private static final FunctionDescriptor MESSAGE = FunctionDescriptor.ofVoid(
            JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG,
            JAVA_LONG);

    /** Address of further data, which there is none of, and its length. */
    private static final long NOTHING = 0;

    private static final long TAG = Gcm.TAG_BYTES;

    // A constant each, which is what the compiler sees through
    private static final MethodHandle EXPAND_128 = function("pre", KeySize.BITS_128, KEY);
    private static final MethodHandle EXPAND_192 = function("pre", KeySize.BITS_192, KEY);
    private static final MethodHandle EXPAND_256 = function("pre", KeySize.BITS_256, KEY);
    private static final MethodHandle ENCRYPT_128 = message("enc", KeySize.BITS_128);
    private static final MethodHandle ENCRYPT_192 = message("enc", KeySize.BITS_192);
    private static final MethodHandle ENCRYPT_256 = message("enc", KeySize.BITS_256);
    private static final MethodHandle DECRYPT_128 = message("dec", KeySize.BITS_128);
    private static final MethodHandle DECRYPT_192 = message("dec", KeySize.BITS_192);
    private static final MethodHandle DECRYPT_256 = message("dec", KeySize.BITS_256);

    private GcmCalls() {}

    /** {@return the instructions that it uses} */
    static Instructions instructions() {
        return INSTRUCTIONS;
    }

    /** Computes from a key what the other calls take. */
    static void expand(KeySize size, MemorySegment key, MemorySegment schedule) {
        try {
            switch (size) {
                case BITS_128 -> EXPAND_128.invokeExact(key, schedule);
                case BITS_192 -> EXPAND_192.invokeExact(key, schedule);
                case BITS_256 -> EXPAND_256.invokeExact(key, schedule);
            }
        } catch (Throwable failure) {
            throw broken(failure);
        }
    }

    /** Encrypts a message in place, and computes its tag. All are addresses of memory that the caller keeps reachable. */
    static void encrypt(KeySize size, long schedule, long context, long message, long bytes, long vector, long tag) {
        try {
            switch (size) {
                case BITS_128 ->
                    ENCRYPT_128.invokeExact(
                            schedule, context, message, message, bytes, vector, NOTHING, NOTHING, tag, TAG);
                case BITS_192 ->
                    ENCRYPT_192.invokeExact(
                            schedule, context, message, message, bytes, vector, NOTHING, NOTHING, tag, TAG);
                case BITS_256 ->
                    ENCRYPT_256.invokeExact(
                            schedule, context, message, message, bytes, vector, NOTHING, NOTHING, tag, TAG);
            }
        } catch (Throwable failure) {
            throw broken(failure);
        }
    }

    /** Decrypts a message in place, and computes the tag that it should have. Addresses likewise. */
    static void decrypt(KeySize size, long schedule, long context, long message, long bytes, long vector, long tag) {
        try {
            switch (size) {
                case BITS_128 ->
                    DECRYPT_128.invokeExact(
                            schedule, context, message, message, bytes, vector, NOTHING, NOTHING, tag, TAG);
                case BITS_192 ->
                    DECRYPT_192.invokeExact(
                            schedule, context, message, message, bytes, vector, NOTHING, NOTHING, tag, TAG);
                case BITS_256 ->
                    DECRYPT_256.invokeExact(
                            schedule, context, message, message, bytes, vector, NOTHING, NOTHING, tag, TAG);
            }
        } catch (Throwable failure) {
            throw broken(failure);
        }
    }

    private static MethodHandle function(
            String what, KeySize size, FunctionDescriptor descriptor, Linker.Option... options) {
        String name = "aes_gcm_" + what + "_" + size.bits() + "_" + INSTRUCTIONS.suffix();
        return LINKER.downcallHandle(Symbols.function(name), descriptor, options);
    }

    private static MethodHandle message(String what, KeySize size) {
        return function(what, size, MESSAGE, Linker.Option.critical(false));
    }

    /** What a call cannot throw. */
    static RuntimeException broken(Throwable failure) {
        if (failure instanceof Error error) {
            throw error;
        }
        return failure instanceof RuntimeException unchecked ? unchecked : new IllegalStateException(failure);
    }
}
