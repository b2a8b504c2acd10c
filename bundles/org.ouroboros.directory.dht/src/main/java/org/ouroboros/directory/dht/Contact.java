// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.directory.dht;

/**
 * A member, as messages name it.
 *
 * @param id its identity
 * @param address its address, unsigned, not 0
 * @param thorough whether it is known to store a name at the members that are closest to it, and to pass on what others stored elsewhere:
 *     then it need not be asked for names that it is not close to
 */
record Contact(Key id, long address, boolean thorough) {}
