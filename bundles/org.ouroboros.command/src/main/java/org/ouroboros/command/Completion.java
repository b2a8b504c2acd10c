// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.command;

/**
 * A word that may come next.
 *
 * @param word the word
 * @param description what it is; possibly empty
 */
public record Completion(String word, String description) {}
