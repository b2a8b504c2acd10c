// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.policy.ipcp;

/**
 * The layer that an IPCP is a member of.
 *
 * @param layer its name
 * @param hash how it hashes names
 */
public record LayerInfo(String layer, HashAlgorithm hash) {}
