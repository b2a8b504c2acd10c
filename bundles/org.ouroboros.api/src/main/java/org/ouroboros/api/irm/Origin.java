// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.api.irm;

/** Where an object of a system comes from, and so whether it is there after a restart. */
public sealed interface Origin {
    /** It was made by {@link Irm#unkept}, or follows from something else: it ends with the system. */
    Origin TRANSIENT = new Transient();

    /** It was made by a request that is kept: it is back after a restart. */
    Origin KEPT = new Kept();

    /** {@return the origin in words, such as {@code kept}} */
    String label();

    /**
     * It is declared by a file, which only its author changes.
     *
     * @param file name of the file
     */
    record Declared(String file) implements Origin {
        @Override
        public String label() {
            return file;
        }
    }

    /** What {@link #KEPT} is. */
    record Kept() implements Origin {
        @Override
        public String label() {
            return "kept";
        }
    }

    /** What {@link #TRANSIENT} is. */
    record Transient() implements Origin {
        @Override
        public String label() {
            return "transient";
        }
    }
}
