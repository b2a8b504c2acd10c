// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.loop.event;

import java.util.List;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.ouroboros.api.irm.LoopInfo;
import org.ouroboros.loop.IpcpLoop;
import org.ouroboros.loop.IpcpLoops;
import org.ouroboros.loop.LoopWatcher;

/** The event loops of this system: at present the one that all share. */
@Component(configurationPid = EventLoops.PID, immediate = true, service = IpcpLoops.class)
@Designate(ocd = EventLoops.Config.class)
public final class EventLoops implements IpcpLoops, AutoCloseable {
    /** PID of the configuration. */
    static final String PID = "org.ouroboros.loop";

    /** What the loops run on. */
    @ObjectClassDefinition(
            name = "Event loops",
            description = "What the loops of this system run on. A change opens them anew, which ends all flows.")
    public @interface Config {
        /** {@return what I/O runs on} */
        @AttributeDefinition(
                description =
                        "What I/O runs on: epoll, on Linux; nio, everywhere; auto, the best of these that works here.")
        String transport() default Transport.AUTO;
    }

    private final EventLoop shared;
    private final Watchdog watchdog;

    /** Opens the shared loop on the best transport that works here. */
    public EventLoops() {
        this(Transport.AUTO);
    }

    /**
     * Opens the shared loop.
     *
     * @param context names what holds it up
     * @param config what it runs on
     */
    @Activate
    public EventLoops(BundleContext context, Config config) {
        this(config.transport(), Culprits.inBundles(context));
    }

    /**
     * Opens the shared loop.
     *
     * @param transport what it runs on, as in the configuration
     */
    public EventLoops(String transport) {
        this(transport, Culprits.inPackages());
    }

    private EventLoops(String transport, Culprits culprits) {
        shared = new EventLoop("ouroboros-shared", Transport.choose(transport));
        watchdog = new Watchdog(shared, culprits);
    }

    @Override
    public IpcpLoop shared() {
        return shared;
    }

    @Override
    public List<LoopInfo> infos() {
        return List.of(shared.info());
    }

    @Override
    public Watch watch(LoopWatcher watcher) {
        return watchdog.watch(watcher);
    }

    /** Closes them. */
    @Deactivate
    @Override
    public void close() {
        watchdog.close();
        shared.close();
    }
}
