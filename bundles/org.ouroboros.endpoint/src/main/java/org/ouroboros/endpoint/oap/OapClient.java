// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.endpoint.oap;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.ouroboros.api.FlowRefused;
import org.ouroboros.api.FlowRefused.Reason;
import org.ouroboros.loop.IpcpLoop;

/** The client's side of one allocation (end-to-end specification, section 4.4). Confined to the loop. */
public final class OapClient {
    private static final byte[] NO_HASH = {};

    private final String name;
    private final OapMessage request;
    private final byte[] sent;

    OapClient(String name, OapMessage request) {
        this.name = name;
        this.request = request;
        this.sent = request.encode();
    }

    /**
     * Opens an allocation without encryption and authentication.
     *
     * @param loop where time and randomness come from
     * @param name the name that is asked for
     * @return the allocation
     */
    public static OapClient open(IpcpLoop loop, String name) {
        byte[] id = new byte[OapMessage.ID_BYTES];
        loop.secureRandom(id);
        return new OapClient(name, OapMessage.plain(id, loop.wallClockNs(), NO_HASH));
    }

    /** {@return the request, to be carried to the server} */
    public byte[] request() {
        return sent.clone();
    }

    /**
     * Checks that a response answers this request, and protects the flow no more than was asked for.
     *
     * @param response what the server answered
     * @throws FlowRefused if it does not
     */
    public void finish(byte[] response) {
        Digest digest = request.digestOfRequest();
        OapMessage answer = OapMessage.decode(response, digest.bytes())
                .orElseThrow(() -> refused("is malformed, in " + response.length + " bytes"));
        if (!MessageDigest.isEqual(answer.id(), request.id())) {
            throw refused("is to another request");
        }
        if (answer.certificate().length > 0) {
            throw refused("carries a certificate, which this system cannot verify");
        }
        if (!MessageDigest.isEqual(answer.requestHash(), hash(digest))) {
            throw refused("is to a request that was changed on its way");
        }
    }

    private byte[] hash(Digest digest) {
        try {
            return digest.hash(sent);
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("every Java platform has " + digest.jdkName(), missing);
        }
    }

    private FlowRefused refused(String problem) {
        return new FlowRefused(Reason.AUTHENTICATION, "flow to '" + name + "': the answer of the peer " + problem);
    }
}
