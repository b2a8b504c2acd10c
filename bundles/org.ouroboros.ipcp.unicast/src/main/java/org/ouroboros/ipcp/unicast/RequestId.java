// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.ipcp.unicast;

import java.util.Arrays;
import org.ouroboros.ipcp.unicast.wire.FlowMessage;

/**
 * What tells a request for a flow, and copies of it, from every other one: who asks, and what he says. An endpoint id alone does not, since
 * it is random and comes again; a message of the flow allocation protocol has an id and a time of its own.
 *
 * @param end the end of the flow at the member that asks
 * @param hash of what is said
 */
record RequestId(PeerEnd end, int hash) {
    static RequestId of(FlowMessage.Request request) {
        return new RequestId(
                new PeerEnd(request.source(), request.sourceEid()),
                31 * request.destination().hashCode() + Arrays.hashCode(request.oap()));
    }
}
