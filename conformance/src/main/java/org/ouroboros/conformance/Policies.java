// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.conformance;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Optional;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.ouroboros.conformance.Guest.Label;
import org.ouroboros.conformance.check.Broken;
import org.ouroboros.conformance.check.Place;
import org.ouroboros.conformance.check.PolicyKind;
import org.ouroboros.policy.Policy;

/** The policies of one kind that are present, and the bundle that is checked among them. */
final class Policies<P> {
    private final BundleContext context;
    private final Guest guest;
    private final PolicyKind<P> kind;

    Policies(BundleContext context, Guest guest, PolicyKind<P> kind) {
        this.context = context;
        this.guest = guest;
        this.kind = kind;
    }

    /** What is done with a policy of the guest and another one. */
    @FunctionalInterface
    interface Use<P> {
        String of(P policy, P other) throws Exception;
    }

    /** Uses the policy, and one of ours or else the same again, and lets them go. */
    String with(Label label, Use<P> use) throws Exception {
        ServiceReference<?> own = Arrays.stream(references())
                .filter(each ->
                        each.getBundle() == guest.bundle() && Guest.label(each).equals(label))
                .findFirst()
                .orElseThrow(() -> new Broken("is not registered any more"));
        ServiceReference<?> other = ours().orElse(own);
        try {
            return use.of(service(own), service(other));
        } finally {
            context.ungetService(own);
            context.ungetService(other);
        }
    }

    private P service(ServiceReference<?> reference) {
        Object service = context.getService(reference);
        Broken.unless(service != null, "does not activate");
        return kind.type().cast(service);
    }

    /** {@return name of a policy of ours that it may replace, and that may replace it} A cipher is the same on the wire as itself alone. */
    Optional<String> nameOfOurs() {
        return ours().map(Guest::label).map(Label::name);
    }

    private Optional<ServiceReference<?>> ours() {
        if (kind.place() == Place.ENCRYPTION) {
            return Optional.empty();
        }
        return Arrays.<ServiceReference<?>>stream(references())
                .filter(each -> each.getBundle() != null && each.getBundle() != guest.bundle())
                .filter(each -> each.getProperty(Policy.NAME) != null)
                .min(Comparator.comparing(each -> Guest.label(each).name()));
    }

    private ServiceReference<?>[] references() {
        try {
            ServiceReference<?>[] found =
                    context.getAllServiceReferences(kind.type().getName(), null);
            return found == null ? new ServiceReference<?>[0] : found;
        } catch (InvalidSyntaxException impossible) {
            throw new IllegalStateException("no filter is no wrong filter", impossible);
        }
    }
}
