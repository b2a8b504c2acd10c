// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.app.oecho;

import java.util.Optional;

/**
 * What came back.
 *
 * @param name name of the server
 * @param reply its reply, without what ends it
 * @param problem why there is none
 */
record EchoResult(String name, Optional<String> reply, Optional<String> problem) {
    static EchoResult replied(String name, String reply) {
        return new EchoResult(name, Optional.of(reply), Optional.empty());
    }

    static EchoResult silent(String name, String problem) {
        return new EchoResult(name, Optional.empty(), Optional.of(problem));
    }

    String text() {
        return reply.map(text -> "Server replied with " + text).orElse("No reply.");
    }
}
