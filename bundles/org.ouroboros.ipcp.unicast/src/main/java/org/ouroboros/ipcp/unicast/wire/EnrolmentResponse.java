// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.ipcp.unicast.wire;

import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Answers a request to be enrolled (network specification, section 4.3): a protobuf message.
 *
 * @param id the same as in the request
 * @param timeNs wall clock of the member, in nanoseconds since the Unix epoch
 * @param response 0, or a negative code
 * @param layer the layer; empty in a refusal
 */
public record EnrolmentResponse(long id, long timeNs, int response, Optional<LayerConfiguration> layer) {
    /** {@return the message in bytes} */
    public byte[] encode() {
        long seconds = TimeUnit.NANOSECONDS.toSeconds(timeNs);
        Fields fields = new Fields()
                .put(1, EnrolmentId.bytes(id))
                .put(2, seconds)
                .put(3, timeNs - TimeUnit.SECONDS.toNanos(seconds))
                .put(4, response);
        layer.ifPresent(present -> fields.put(5, present.fields()));
        return fields.encode();
    }

    /**
     * Reads a message.
     *
     * @param message all of it
     * @return the message; empty if it is malformed, or says yes without a unicast layer
     */
    public static Optional<EnrolmentResponse> decode(byte[] message) {
        return Fields.read(message, fields -> {
            int response = (int) fields.number(4);
            return new EnrolmentResponse(
                    EnrolmentId.of(fields),
                    TimeUnit.SECONDS.toNanos(fields.number(2)) + fields.number(3),
                    response,
                    response < 0 ? Optional.empty() : Optional.of(LayerConfiguration.of(fields.message(5))));
        });
    }
}
