// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.directory.dht;

/** What a directory counts, in the order in which it is shown. */
enum Count {
    QUERIES("queries"),
    KNOWN("queries answered from what is kept here"),
    CACHED("queries answered from a recent look-up"),
    FOUND("queries answered by a look-up"),
    NOT_FOUND("queries that found nothing"),
    REFUSED("queries refused: too many look-ups under way"),
    LOOKUPS("look-ups"),
    HOPS("look-up hops"),
    ASKED("look-up requests"),
    REQUESTS("requests sent"),
    REPEATED("requests sent again"),
    UNANSWERED("requests never answered"),
    UNASKED("requests not sent: too many under way"),
    ANSWERS("answers sent"),
    STORES("entries sent"),
    STORED("entries received"),
    STORED_AGAIN("entries received again"),
    PASSED_ON("entries passed on"),
    DEPARTED("contacts that left"),
    MALFORMED("dropped: malformed"),
    UNKNOWN_CODE("dropped: unknown code"),
    WRONG_LENGTH("dropped: identity or key of another length"),
    NO_ADDRESS("dropped: no address"),
    NOT_AN_ADDRESS("dropped: value is not an address"),
    UNASKED_ANSWER("dropped: answer to no request"),
    OWN("dropped: from this member"),
    EXPIRED("dropped: entry expired"),
    FULL("dropped: no room for entry"),
    NO_PACKET("not sent: pool exhausted");

    private final String label;

    Count(String label) {
        this.label = label;
    }

    String label() {
        return label;
    }
}
