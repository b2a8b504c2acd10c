// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.endpoint;

/** The two queues of a flow, as one end sees them. */
record PipePair(Pipe incoming, Pipe outgoing) {

    /** {@return the same queues as the other end sees them} */
    PipePair reversed() {
        return new PipePair(outgoing, incoming);
    }

    /** Closes this end of both, when nobody used it. */
    void abandon() {
        incoming.closeConsumer();
        outgoing.closeProducer();
    }
}
