// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.it.network;

/**
 * What a layer over UDP counted so far.
 *
 * @param sent datagrams that the system took
 * @param received datagrams that it gave
 */
record Datagrams(long sent, long received) {}
