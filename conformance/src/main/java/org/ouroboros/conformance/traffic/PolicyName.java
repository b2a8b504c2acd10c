// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.conformance.traffic;

/**
 * A policy by what it is called.
 *
 * @param kind its kind
 * @param name its name
 * @param bundle symbolic name of its bundle
 */
public record PolicyName(String kind, String name, String bundle) {
    /** {@return what a slot shows of it while it is in use, but for the version} */
    String inUse() {
        return name + " (" + bundle + " ";
    }
}
