// SPDX-License-Identifier: Apache-2.0
/**
 * The directory {@code dht}: a Kademlia table of members, and the names that are stored at them (network specification, section 10).
 *
 * <p>A member has a random identity, as long as the hash of a name. A name is stored at the <i>k</i> members whose identities are closest
 * to its hash, in the metric of XOR, and is found by asking members for closer ones until the closest have answered. Everything here
 * belongs to the loop of the IPCP.
 *
 * <p>{@link org.ouroboros.directory.dht.DhtDirectory} puts together: {@link org.ouroboros.directory.dht.DhtFormat} reads and writes messages,
 * {@link org.ouroboros.directory.dht.ContactTable} knows the members, {@link org.ouroboros.directory.dht.Requests} waits for answers,
 * {@link org.ouroboros.directory.dht.Lookup} asks its way, {@link org.ouroboros.directory.dht.Publisher} keeps names stored where they belong,
 * {@link org.ouroboros.directory.dht.KeptEntries} holds what others stored here.
 *
 * <p>Members of the C prototype take part. They store a name at any <i>alpha</i> members, name contacts that are not the closest, do not
 * look further, and forget nobody. So a look-up that ends without a value goes on with members that are not known to be
 * {@linkplain org.ouroboros.directory.dht.Contact#thorough thorough}, and what such a member stores in the wrong place is passed on to the right one.
 */
@NullMarked
package org.ouroboros.directory.dht;

import org.jspecify.annotations.NullMarked;
