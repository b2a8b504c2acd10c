// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.directory.dht;

import java.util.List;

/** A message of the directory (network specification, section 10.1). */
sealed interface DhtMessage {
    /** {@return who sent it, and takes the answer} */
    Contact from();

    /**
     * Asks to keep a value; is not answered.
     *
     * @param key hash of a name
     * @param address where the name is registered, not 0
     * @param expiresS until when to keep it, in seconds since the Unix epoch, 0..2^32-1
     */
    record Store(Contact from, Key key, long address, long expiresS) implements DhtMessage {}

    /**
     * Asks for the members closest to a key.
     *
     * @param cookie comes back in the answer, not 0
     * @param forValue whether to answer with what is stored for the key, too
     */
    record Find(Contact from, long cookie, Key key, boolean forValue) implements DhtMessage {}

    /**
     * The answer to {@link Find}.
     *
     * @param cookie that of the request
     * @param key that of the request
     * @param contacts members that the sender knows
     * @param forValue whether that was asked for a value
     * @param addresses where the name is registered; empty unless {@code forValue}
     */
    record Answer(Contact from, long cookie, Key key, List<Contact> contacts, boolean forValue, List<Long> addresses)
            implements DhtMessage {}
}
