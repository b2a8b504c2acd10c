// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.congestion.mbecn;

import org.ouroboros.policy.congestion.CongestionPolicy.Controller;
import org.ouroboros.policy.congestion.CongestionState;

/** One end of a flow: the pace of what it sends, the echo of what it receives. Confined to the loop once it is open. */
final class MultiBitEcnController implements Controller {
    private final EchoFilter receiver;
    private final SendWindow sender;

    MultiBitEcnController(CongestionState start, long nowNs) {
        receiver = new EchoFilter(start.received());
        sender = new SendWindow(start, nowNs);
    }

    @Override
    public long onSend(int bytes, long nowNs) {
        return sender.onSend(bytes, nowNs);
    }

    @Override
    public int onReceive(int ecn) {
        return receiver.onReceive(ecn);
    }

    @Override
    public void onEcho(int ece, long nowNs) {
        sender.onEcho(ece);
    }

    @Override
    public CongestionState state() {
        return new CongestionState(sender.bytesPerSecond(), sender.echoed(), sender.slowStart(), receiver.level());
    }

    @Override
    public void close() {}
}
