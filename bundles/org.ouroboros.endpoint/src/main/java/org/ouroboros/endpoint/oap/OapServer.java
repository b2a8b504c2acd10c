// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.endpoint.oap;

import java.security.NoSuchAlgorithmException;
import org.ouroboros.api.FlowRefused;
import org.ouroboros.api.FlowRefused.Reason;
import org.ouroboros.loop.IpcpLoop;

/** The server's side of all allocations of a system (end-to-end specification, section 4.5). Confined to the loop. */
public final class OapServer {
    /** Enough for 3,000 requests a second. */
    private static final int REMEMBERED_REQUESTS = 65_536;

    private final IpcpLoop loop;
    private final RecentRequests recent;

    /**
     * Opens the server's side.
     *
     * @param loop where time comes from
     */
    public OapServer(IpcpLoop loop) {
        this(loop, REMEMBERED_REQUESTS);
    }

    OapServer(IpcpLoop loop, int rememberedRequests) {
        this.loop = loop;
        this.recent = new RecentRequests(rememberedRequests);
    }

    /**
     * Takes a request as it comes.
     *
     * @param name the name that it asks for
     * @param request what the client says
     * @return the request, checked
     * @throws FlowRefused if it is malformed, old or known, or asks for what this system cannot do
     */
    public Taken take(String name, byte[] request) {
        OapMessage asked = OapMessage.decode(request, 0)
                .orElseThrow(
                        () -> refused(Reason.AUTHENTICATION, name, "is malformed, in " + request.length + " bytes"));
        recent.complaintAbout(asked, loop.wallClockNs()).ifPresent(complaint -> {
            throw refused(Reason.AUTHENTICATION, name, "is refused: " + complaint);
        });
        if (asked.certificate().length > 0) {
            throw refused(Reason.AUTHENTICATION, name, "carries a certificate, which this system cannot verify");
        }
        if (asked.keyExchange().length > 0) {
            throw refused(Reason.ENCRYPTION, name, "asks for encryption, for which this system has no key exchange");
        }
        return new Taken(asked.id(), hash(name, asked.digestOfRequest(), request));
    }

    /** A request that may be answered. */
    public final class Taken {
        private final byte[] id;
        private final byte[] hash;

        private Taken(byte[] id, byte[] hash) {
            this.id = id;
            this.hash = hash;
        }

        /** {@return the response, made now} */
        public byte[] answer() {
            return OapMessage.plain(id, loop.wallClockNs(), hash).encode();
        }
    }

    private static byte[] hash(String name, Digest digest, byte[] request) {
        try {
            return digest.hash(request);
        } catch (NoSuchAlgorithmException missing) {
            throw refused(
                    Reason.AUTHENTICATION,
                    name,
                    "names digest " + digest.jdkName() + ", which this Java platform lacks");
        }
    }

    private static FlowRefused refused(Reason reason, String name, String problem) {
        return new FlowRefused(reason, "flow to '" + name + "': the request of the peer " + problem);
    }
}
