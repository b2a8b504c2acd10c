// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.policy.ipcp;

/**
 * An option that the layers of a type have.
 *
 * @param name its keyword
 * @param description what it does, with its unit and range
 * @param defaultValue what holds without it; empty when there is none
 */
public record LayerOption(String name, String description, String defaultValue) {}
