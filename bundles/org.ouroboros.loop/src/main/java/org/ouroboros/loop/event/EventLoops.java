// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.loop.event;

import java.util.List;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.ouroboros.api.irm.LoopInfo;
import org.ouroboros.loop.IpcpLoop;
import org.ouroboros.loop.IpcpLoops;

/** The event loops of this system: at present the one that all share. */
@Component(immediate = true)
public final class EventLoops implements IpcpLoops {
    private final EventLoop shared = new EventLoop("ouroboros-shared");

    /** Opens the shared loop. */
    @Activate
    public EventLoops() {}

    @Override
    public IpcpLoop shared() {
        return shared;
    }

    @Override
    public List<LoopInfo> infos() {
        return List.of(shared.info());
    }

    @Deactivate
    void deactivate() {
        shared.close();
    }
}
