// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.api.irm;

/**
 * A program that is bound to a name.
 *
 * @param binding how it is bound
 * @param origin where the binding comes from
 */
public record BoundProgram(ProgramBinding binding, Origin origin) {
    /** {@return symbolic name of the bundle} */
    public String program() {
        return binding.program();
    }
}
