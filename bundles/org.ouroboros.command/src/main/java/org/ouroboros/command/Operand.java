// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.command;

/**
 * A word at its place.
 *
 * @param label what stands for it in the usage
 * @param subject what it names
 * @param need how often it may come; a repeated one is the last
 * @param description what it is
 */
public record Operand(String label, Subject subject, Need need, String description) {
    /**
     * An operand that must be there.
     *
     * @param label what stands for it in the usage
     * @param subject what it names
     * @param description what it is
     * @return the operand
     */
    public static Operand required(String label, Subject subject, String description) {
        return new Operand(label, subject, Need.REQUIRED, description);
    }

    String usage() {
        return need.mark(label);
    }
}
