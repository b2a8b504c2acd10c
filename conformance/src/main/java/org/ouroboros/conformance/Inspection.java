// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.conformance;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.ouroboros.api.FlowAllocator;
import org.ouroboros.api.irm.Irm;
import org.ouroboros.conformance.Guest.Label;
import org.ouroboros.conformance.check.Check;
import org.ouroboros.conformance.check.Culprit;
import org.ouroboros.conformance.check.Deadline;
import org.ouroboros.conformance.check.PolicyKind;
import org.ouroboros.conformance.traffic.Awaited;
import org.ouroboros.conformance.traffic.PolicyName;
import org.ouroboros.conformance.traffic.UnderTraffic;

/** The check of one bundle, from its installation to what it has left. */
final class Inspection {
    /** How long a policy may take by itself, and under traffic. What is slow on a busy machine is not wrong; what hangs is. */
    private static final Duration LIMIT = Duration.ofSeconds(5);

    private static final Duration LIMIT_UNDER_TRAFFIC = Duration.ofSeconds(60);

    /** How long components may take to be registered once their bundle has started. */
    private static final Duration TO_START = Duration.ofSeconds(2);

    private static final String SWAP = "swap: in and out";
    private static final String UPDATE = "swap: bundle updated";
    private static final String RESTART = "swap: bundle stopped and started";

    private final BundleContext context;
    private final Irm irm;
    private final FlowAllocator allocator;
    private final List<Row> rows = new ArrayList<>();

    Inspection(BundleContext context, Irm irm, FlowAllocator allocator) {
        this.context = context;
        this.irm = irm;
        this.allocator = allocator;
    }

    /** Checks a file; {@return what was found out} */
    Report of(Path file) throws NoPolicyBundle, BundleException {
        Traces traces = new Traces(context, irm);
        try (Guest guest = Guest.install(context, file)) {
            if (start(guest)) {
                traces.follow(guest.bundle());
                add("packaging: imports", () -> Packaging.imports(guest));
                add("packaging: exports", () -> Packaging.exports(guest));
                add("packaging: capabilities", () -> Packaging.capabilities(guest));
                guest.brought().forEach(brought -> inspect(guest, brought.kind(), brought.label()));
                traces.letGo();
                guest.uninstall();
                add("leaks: class loader", traces::classLoader);
                add("leaks: threads", traces::threads);
                add("leaks: direct memory", traces::directMemory);
                add("leaks: packets", traces::packetsBack);
            }
            return new Report(guest.title(), rows);
        } finally {
            traces.letGo();
        }
    }

    /** {@return whether the bundle runs, and there is anything to check} */
    private boolean start(Guest guest) throws NoPolicyBundle {
        if (guest.isFragment()) {
            throw new NoPolicyBundle(guest.file() + " is no policy bundle: it is a fragment");
        }
        boolean started = add("packaging: starts", () -> {
            guest.bundle().start();
            Awaited.within(
                    TO_START, () -> guest.services().size() >= guest.declared().size());
            return "";
        });
        if (guest.declared().isEmpty() && guest.services().isEmpty()) {
            throw new NoPolicyBundle(
                    guest.file() + " is no policy bundle: it declares no capability ouroboros.policy, and "
                            + (started ? "registers no policy" : "does not start"));
        }
        return started;
    }

    /** Checks a policy by itself and then, if it does as its kind has to, in use. */
    private <P> void inspect(Guest guest, PolicyKind<P> kind, Label label) {
        Policies<P> policies = new Policies<>(context, guest, kind);
        if (byItself(policies, kind, label)) {
            inUse(guest, policies, kind, label);
        } else {
            List.of(SWAP, UPDATE, RESTART).forEach(check -> skip(label, check, "it does not do as its kind has to"));
        }
    }

    /** {@return whether all is well} */
    private <P> boolean byItself(Policies<P> policies, PolicyKind<P> kind, Label label) {
        boolean sound = true;
        boolean hangs = false;
        for (Check<P> check : kind.checks()) {
            if (hangs) {
                skip(label, check.name(), "it hangs");
            } else {
                Result result = result(LIMIT, () -> policies.with(label, check.body()::look));
                rows.add(new Row(label.kind(), label.name(), check.name(), result));
                sound &= result instanceof Result.Passed;
                hangs = result instanceof Result.Failed failed && failed.hangs();
            }
        }
        return sound;
    }

    private <P> void inUse(Guest guest, Policies<P> policies, PolicyKind<P> kind, Label label) {
        PolicyName name =
                new PolicyName(label.kind(), label.name(), guest.bundle().getSymbolicName());
        try (UnderTraffic<P> traffic = new UnderTraffic<>(context, irm, allocator, kind, name)) {
            boolean sound = add(
                    label,
                    SWAP,
                    LIMIT_UNDER_TRAFFIC,
                    () -> policies.with(label, (policy, _) -> traffic.swapInAndOut(policy, policies.nameOfOurs())));
            if (!sound) {
                List.of(UPDATE, RESTART).forEach(check -> skip(label, check, "it is not in use"));
                return;
            }
            add(label, UPDATE, LIMIT_UNDER_TRAFFIC, () -> traffic.update(guest.bundle(), guest.file()));
            add(label, RESTART, LIMIT_UNDER_TRAFFIC, () -> traffic.restart(guest.bundle()));
        } catch (Exception failure) {
            rows.add(new Row(
                    label.kind(), label.name(), "swap: in use", new Result.Failed(Culprit.tell(failure), false)));
        }
    }

    private boolean add(String check, Callable<String> work) {
        return add(new Label("", ""), check, LIMIT, work);
    }

    /** Makes a check; {@return whether it has passed} */
    private boolean add(Label label, String check, Duration limit, Callable<String> work) {
        Result result = result(limit, work);
        rows.add(new Row(label.kind(), label.name(), check, result));
        return result instanceof Result.Passed;
    }

    private static Result result(Duration limit, Callable<String> work) {
        try {
            return new Result.Passed(Deadline.within(limit, work));
        } catch (Exception failure) {
            return new Result.Failed(Culprit.tell(failure), failure instanceof Deadline.Missed);
        }
    }

    private void skip(Label label, String check, String why) {
        rows.add(new Row(label.kind(), label.name(), check, new Result.NotTried(why)));
    }
}
