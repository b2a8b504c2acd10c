// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.conformance;

import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.SynchronousBundleListener;
import org.osgi.framework.wiring.BundleWiring;
import org.ouroboros.api.irm.CounterInfo;
import org.ouroboros.api.irm.Irm;
import org.ouroboros.conformance.traffic.Awaited;

/** What a bundle that is gone has left behind: nothing. */
final class Traces implements SynchronousBundleListener {
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final long POOL_BYTES = 4 << 20;

    private final BundleContext context;
    private final Irm irm;
    private final long directBefore = directBytes();
    private final long packetsBefore;
    private final Set<String> classes = ConcurrentHashMap.newKeySet(); // of the bundle
    private final Queue<WeakReference<ClassLoader>> loaders = new ConcurrentLinkedQueue<>();
    private volatile @Nullable Bundle followed;

    /** Takes note of what there is before the bundle comes. */
    Traces(BundleContext context, Irm irm) {
        this.context = context;
        this.irm = irm;
        this.packetsBefore = packets();
    }

    /** Takes note of the bundle from now on, each time that it is started. */
    void follow(Bundle bundle) {
        followed = bundle;
        context.addBundleListener(this);
        note(bundle);
    }

    @Override
    public void bundleChanged(BundleEvent event) {
        if (event.getType() == BundleEvent.STARTED && event.getBundle().equals(followed)) {
            note(event.getBundle());
        }
    }

    private void note(Bundle bundle) {
        BundleWiring wiring = bundle.adapt(BundleWiring.class);
        Collection<String> resources = wiring.listResources(
                "/", "*.class", BundleWiring.LISTRESOURCES_LOCAL | BundleWiring.LISTRESOURCES_RECURSE);
        resources.forEach(each -> classes.add(each.replaceFirst("\\.class$", "").replace('/', '.')));
        loaders.add(new WeakReference<>(wiring.getClassLoader()));
    }

    /** Lets go of the bundle itself. */
    void letGo() {
        context.removeBundleListener(this);
        followed = null;
    }

    /** Its classes are gone. The JVM runs without a time for what is held softly, such as what records' methods keep in the platform. */
    String classLoader() throws InterruptedException {
        Awaited.require(
                PATIENCE,
                () -> {
                    System.gc();
                    return loaders.stream().allMatch(loader -> loader.refersTo(null));
                },
                () -> "its classes are held by somebody still");
        return "";
    }

    /** None of its threads runs. */
    String threads() throws InterruptedException {
        Awaited.require(
                PATIENCE,
                () -> threadsLeft().isEmpty(),
                () -> "threads run still: " + String.join(", ", threadsLeft()));
        return "";
    }

    /** {@return threads that run its code, or were made to} */
    private List<String> threadsLeft() {
        return Thread.getAllStackTraces().entrySet().stream()
                .filter(each -> Arrays.stream(each.getValue())
                                .map(StackTraceElement::getClassName)
                                .anyMatch(classes::contains)
                        || classes.contains(each.getKey().getClass().getName()))
                .map(each -> "'" + each.getKey().getName() + "'")
                .sorted()
                .toList();
    }

    /** Buffers outside of the heap are given back, but for some by which the pool of the system has grown. */
    String directMemory() throws InterruptedException {
        Awaited.require(
                PATIENCE,
                () -> {
                    System.gc();
                    return directBytes() <= directBefore + POOL_BYTES;
                },
                () -> (directBytes() - directBefore) + " bytes of direct buffers are left");
        return "";
    }

    private static long directBytes() {
        return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .collect(Collectors.summingLong(BufferPoolMXBean::getMemoryUsed));
    }

    /** The packets of the system are back in their pool. */
    String packetsBack() throws InterruptedException {
        Awaited.require(
                PATIENCE,
                () -> packets() <= packetsBefore,
                () -> (packets() - packetsBefore) + " packets of the system did not come back");
        return "";
    }

    private long packets() {
        return irm.counters().stream()
                .filter(counter ->
                        counter.component().equals("packets") && counter.name().equals("outstanding now"))
                .mapToLong(CounterInfo::value)
                .sum();
    }
}
