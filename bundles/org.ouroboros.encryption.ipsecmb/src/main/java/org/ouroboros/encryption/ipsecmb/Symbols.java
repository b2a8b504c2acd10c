// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.encryption.ipsecmb;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.util.Set;

/** What the library exports. It is loaded when this class is initialized, and stays loaded. */
@SuppressWarnings("restricted") // native access is what this is for
final class Symbols {
    static final String LIBRARY = "libIPSec_MB.so.1";

    private static final SymbolLookup LOOKUP = SymbolLookup.libraryLookup(LIBRARY, Arena.global());

    private Symbols() {}

    /** {@return the address of a function} */
    static MemorySegment function(String name) {
        return LOOKUP.findOrThrow(name);
    }

    /** {@return what the library says of the processor} It asks the processor, and nobody else; any processor can run that. */
    static Set<Feature> features() {
        MethodHandle features = Linker.nativeLinker()
                .downcallHandle(function("imb_get_feature_flags"), FunctionDescriptor.of(JAVA_LONG));
        try {
            return Feature.ofProcessor((long) features.invokeExact());
        } catch (Throwable failure) {
            throw GcmCalls.broken(failure);
        }
    }
}
