// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.benchmarks;

import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;
import org.ouroboros.api.irm.Irm;
import org.ouroboros.api.irm.SlotInfo;
import org.ouroboros.api.irm.SwapInfo;
import org.ouroboros.api.irm.SwapSpec;
import org.ouroboros.api.irm.SwapState;
import org.ouroboros.policy.Policy;

/** Replaces the policies of a system, and waits until it is done. */
final class PolicyExchange {
    private static final Duration WATCH = Duration.ofMillis(20);
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int LOOK_MS = 2;

    private final ShippedSystem system;
    private final Irm irm;

    PolicyExchange(ShippedSystem system) throws InterruptedException {
        this.system = system;
        this.irm = system.irm();
    }

    /**
     * {@return the registration of a second instance of a policy, under another name} It has the services that the first one has from its container.
     * An update would take its classes away.
     */
    ServiceRegistration<?> offerSecond(SwappedPolicy policy)
            throws InvalidSyntaxException, ReflectiveOperationException {
        String filter = "(&(" + Policy.KIND + "=" + policy.kind() + ")(" + Policy.NAME + "=" + policy.name() + "))";
        ServiceReference<?>[] found = system.context().getAllServiceReferences(null, filter);
        if (found == null) {
            throw new IllegalStateException("no " + policy.kind() + " policy '" + policy.name() + "' is present");
        }
        Object first = system.context().getService(found[0]);
        Object second = first.getClass().getConstructor().newInstance();
        for (Field field : first.getClass().getDeclaredFields()) {
            if (isReference(field)) {
                field.setAccessible(true);
                field.set(second, field.get(first));
            }
        }
        system.context().ungetService(found[0]);
        return system.context()
                .registerService(
                        (String[]) found[0].getProperty(Constants.OBJECTCLASS),
                        second,
                        FrameworkUtil.asDictionary(
                                Map.of(Policy.KIND, policy.kind(), Policy.NAME, SwappedPolicy.SECOND)));
    }

    /** {@return whether a field of a component is set from outside to a service} */
    private static boolean isReference(Field field) {
        return Modifier.isVolatile(field.getModifiers()) && field.getType().isInterface();
    }

    /** {@return whether a policy of a kind is in use} */
    boolean uses(String kind) {
        return !slots(kind).isEmpty();
    }

    private List<SlotInfo> slots(String kind) {
        return irm.slots().stream().filter(slot -> slot.kind().equals(kind)).toList();
    }

    /** Swaps to a policy that is present, in all slots of its kind; {@return how long packets waited at most, as the swap tells it} */
    Duration swap(String kind, String policy) throws InterruptedException {
        long number = irm.swaps()
                .swap(new SwapSpec(kind, policy, Set.of(), WATCH, "bench"))
                .number();
        SwapInfo latest;
        do {
            Thread.sleep(WATCH);
            latest = irm.swaps().history().getLast();
        } while (!latest.state().ended());
        if (latest.number() != number || latest.state() != SwapState.ACCEPTED) {
            throw new IllegalStateException("swap " + number + " to " + kind + " policy '" + policy + "': "
                    + latest.state().label() + ", " + latest.outcome());
        }
        requireInUse(kind, policy);
        return latest.gap();
    }

    /** Updates the bundle of a policy that is in use by what it is already, and waits until it is in use again. */
    void update(SwappedPolicy policy) throws BundleException, IOException, InterruptedException {
        requireInUse(policy.kind(), policy.name());
        system.update(policy.bundle());
        long deadlineNs = System.nanoTime() + PATIENCE.toNanos();
        while (!inUse(policy.kind(), policy.name())) {
            if (System.nanoTime() - deadlineNs > 0) {
                requireInUse(policy.kind(), policy.name());
            }
            Thread.sleep(LOOK_MS);
        }
    }

    private boolean inUse(String kind, String policy) {
        return slots(kind).stream().allMatch(slot -> slot.inUse().startsWith(policy + " ("));
    }

    private void requireInUse(String kind, String policy) {
        if (!inUse(kind, policy)) {
            throw new IllegalStateException(kind + " policy '" + policy + "' is not in use everywhere: " + slots(kind));
        }
    }
}
