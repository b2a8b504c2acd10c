// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.api.irm;

/**
 * A policy that is installed.
 *
 * @param kind what it decides, such as {@code balancing}
 * @param name its name, such as {@code round-robin}
 * @param bundle symbolic name of its bundle
 * @param version version of its bundle
 */
public record PolicyInfo(String kind, String name, String bundle, String version) {}
