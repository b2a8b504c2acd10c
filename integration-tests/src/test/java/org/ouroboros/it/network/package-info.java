// SPDX-License-Identifier: Apache-2.0
/**
 * Several hosts, each in a network namespace of its own, with a system of ours or of the C prototype on each. {@link
 * org.ouroboros.it.network.Lan} makes the hosts and takes them away; {@link org.ouroboros.it.network.Host} is what can be asked of one,
 * whatever runs there.
 */
package org.ouroboros.it.network;
