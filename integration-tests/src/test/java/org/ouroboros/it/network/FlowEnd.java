// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.it.network;

import java.util.Comparator;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * What a system of ours says of an end of a flow.
 *
 * @param id number of the flow
 * @param protection its policies, and how its key was agreed on with whom
 * @param sent packets that the application sent
 * @param received packets that came for it
 */
record FlowEnd(long id, String protection, long sent, long received) {
    private static final String NUMBER = "([0-9]+)";
    private static final String TEXT = "\"([^\"]*)\"";

    /** {@return the latest end of flows of a name} */
    static Optional<FlowEnd> latest(String flowsJson, String name) {
        Pattern pattern = Pattern.compile("\\{\"id\":" + NUMBER + ",\"name\":\"" + Pattern.quote(name)
                + "\",.*?\"policies\":" + TEXT + ",\"agreement\":" + TEXT + ".*?\"sentPackets\":" + NUMBER
                + ".*?\"receivedPackets\":" + NUMBER);
        return pattern.matcher(flowsJson).results().map(FlowEnd::of).max(Comparator.comparingLong(FlowEnd::id));
    }

    private static FlowEnd of(MatchResult found) {
        return new FlowEnd(
                Long.parseLong(found.group(1)),
                found.group(2) + "; " + found.group(3),
                Long.parseLong(found.group(4)),
                Long.parseLong(found.group(5)));
    }
}
