// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.it.network;

/**
 * A daemon of the prototype does not do what it is told. It loses a command now and then; what is told afterwards waits behind that, so
 * that only another daemon helps.
 */
final class PrototypeStuck extends Exception {
    private static final long serialVersionUID = 1L;

    PrototypeStuck(String how) {
        super("the prototype is stuck: " + how);
    }
}
