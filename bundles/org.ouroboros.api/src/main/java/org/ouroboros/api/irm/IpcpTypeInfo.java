// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.api.irm;

import java.util.List;

/**
 * A type of IPCP that is installed.
 *
 * @param type its name, such as {@code local}
 * @param options what {@link Irm#bootstrap} takes for it
 * @param bundle symbolic name and version of the bundle that provides it
 */
public record IpcpTypeInfo(String type, List<Option> options, String bundle) {

    /**
     * An option of a layer.
     *
     * @param name its keyword
     * @param description what it does, with its unit and range
     * @param defaultValue what holds without it; empty when there is none
     */
    public record Option(String name, String description, String defaultValue) {}

    /** Copies the list. */
    public IpcpTypeInfo {
        options = List.copyOf(options);
    }
}
