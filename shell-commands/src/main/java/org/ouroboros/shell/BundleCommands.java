// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.shell;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.ouroboros.api.irm.Irm;
import org.ouroboros.command.CommandFailed;
import org.ouroboros.command.Form;
import org.ouroboros.command.Form.Example;
import org.ouroboros.command.Given;
import org.ouroboros.command.Invocation;
import org.ouroboros.command.Manual;
import org.ouroboros.command.Need;
import org.ouroboros.command.Operand;
import org.ouroboros.command.Option;
import org.ouroboros.command.ShellCommand;
import org.ouroboros.command.Subject;
import org.ouroboros.command.management.ManagementBundles;

/**
 * The commands that list and change bundles, as Gogo has them. Gogo's own say in Java what is wrong, and {@code start} takes no
 * symbolic names.
 */
final class BundleCommands {
    private static final String BUNDLE = "BUNDLE";
    private static final String URL = "URL";
    private static final String TEXT = "TEXT";
    private static final Operand BUNDLES =
            new Operand(BUNDLE, Subject.BUNDLE, Need.REPEATED, "its number or its symbolic name");
    private static final Option TRANSIENT =
            Option.flag("-t --transient", "only until the system ends; it starts the next time as it would have");

    /** What one of the commands does. */
    @FunctionalInterface
    private interface Action {
        @Nullable
        Object run(Given given) throws BundleException;
    }

    /** What a command does with each bundle. */
    @FunctionalInterface
    private interface Step {
        void take(Bundle bundle, boolean onlyNow) throws BundleException;
    }

    private record Command(Form form, Action action) implements ShellCommand {
        @Override
        public Manual manual() {
            return Manual.of(form);
        }

        @Override
        public @Nullable Object run(Invocation invocation) {
            try {
                return action.run(Given.parse(form, invocation.words()));
            } catch (BundleException e) {
                throw new CommandFailed(form.command() + ": " + rootCause(e).getMessage(), e);
            }
        }
    }

    private final BundleContext context;
    private final Supplier<@Nullable Irm> irm;

    /**
     * The commands.
     *
     * @param irm finds the IRM, which knows what is in use, if it is there
     */
    BundleCommands(BundleContext context, Supplier<@Nullable Irm> irm) {
        this.context = context;
        this.irm = irm;
    }

    List<ShellCommand> all() {
        return List.of(
                new Command(
                        form(
                                "lb",
                                "lists bundles by number and symbolic name",
                                List.of(new Operand(
                                        TEXT, Subject.BUNDLE, Need.OPTIONAL, "only those that have it in their name")),
                                List.of(),
                                "lb ouroboros"),
                        this::list),
                new Command(
                        form(
                                "install",
                                "installs bundles, which are started by start",
                                List.of(new Operand(URL, Subject.FILE, Need.REPEATED, "where its jar is")),
                                List.of(),
                                "install file:/tmp/policy.jar"),
                        this::install),
                each(
                        form("start", "starts bundles", List.of(BUNDLES), List.of(TRANSIENT), "start 42"),
                        (bundle, onlyNow) ->
                                bundle.start(Bundle.START_ACTIVATION_POLICY | (onlyNow ? Bundle.START_TRANSIENT : 0))),
                each(
                        form(
                                "stop",
                                "stops bundles, save those that the system is managed with",
                                List.of(BUNDLES),
                                List.of(TRANSIENT),
                                "stop org.ouroboros.app.oping.server"),
                        this::requireDispensable,
                        (bundle, onlyNow) -> bundle.stop(onlyNow ? Bundle.STOP_TRANSIENT : 0)),
                new Command(
                        form(
                                "update",
                                "updates a bundle; one that runs is started again",
                                List.of(
                                        Operand.required(BUNDLE, Subject.BUNDLE, "its number or its symbolic name"),
                                        new Operand(
                                                URL,
                                                Subject.FILE,
                                                Need.OPTIONAL,
                                                "where its new jar is; unless given, where the present one came from")),
                                List.of(),
                                "update org.example.policy file:/tmp/policy-2.jar"),
                        this::update),
                each(
                        form(
                                "uninstall",
                                "uninstalls bundles, save those that the system is managed with",
                                List.of(BUNDLES),
                                List.of(),
                                "uninstall 42"),
                        this::requireDispensable,
                        (bundle, onlyNow) -> bundle.uninstall()));
    }

    private static Form form(
            String name, String summary, List<Operand> operands, List<Option> options, String example) {
        return new Form(name, summary, operands, options, List.of(new Example(example, summary)));
    }

    private Command each(Form form, Step step) {
        return each(form, _ -> {}, step);
    }

    private Command each(Form form, Consumer<List<Bundle>> check, Step step) {
        return new Command(form, given -> {
            List<Bundle> bundles =
                    required(given, BUNDLE).stream().map(this::find).toList();
            check.accept(bundles);
            PoliciesInUse inUse = new PoliciesInUse(
                    irm, bundles.stream().map(Bundle::getSymbolicName).toList());
            for (Bundle bundle : bundles) {
                step.take(bundle, given.has("-t"));
            }
            return inUse.without();
        });
    }

    private Listing<InstalledBundle> list(Given given) {
        String text = given.text(TEXT).orElse("");
        List<InstalledBundle> bundles = Arrays.stream(context.getBundles())
                .map(InstalledBundle::of)
                .filter(bundle -> bundle.name().contains(text))
                .toList();
        return Listing.of(bundles, InstalledBundle::table);
    }

    private String install(Given given) throws BundleException {
        List<Bundle> installed = new ArrayList<>();
        for (String location : required(given, URL)) {
            try (InputStream jar = open(location)) {
                installed.add(context.installBundle(location, jar));
            } catch (IOException e) {
                throw unreadable(location, e);
            } catch (BundleException e) {
                throw about(location, e);
            }
        }
        return installed.stream()
                .map(bundle -> "Bundle ID: " + bundle.getBundleId() + "  " + bundle.getSymbolicName() + " "
                        + bundle.getVersion())
                .collect(Collectors.joining("\n"));
    }

    private @Nullable Object update(Given given) throws BundleException {
        Bundle bundle = find(given.text(BUNDLE).orElseThrow());
        if (bundle.getBundleId() == Constants.SYSTEM_BUNDLE_ID) {
            throw new CommandFailed("bundle 0 is the framework, which is not updated while it runs");
        }
        Optional<String> location = given.text(URL);
        if (location.isEmpty()) {
            bundle.update();
            return null;
        }
        try (InputStream jar = open(location.get())) {
            bundle.update(jar);
            return null;
        } catch (IOException e) {
            throw unreadable(location.get(), e);
        } catch (BundleException e) {
            throw about(location.get(), e);
        }
    }

    private static List<String> required(Given given, String label) {
        List<String> words = given.values(label);
        if (words.isEmpty()) {
            throw given.wrong(label + " is missing");
        }
        return words;
    }

    /** Nobody could start again what the shell itself stands on. */
    private void requireDispensable(List<Bundle> bundles) {
        ManagementBundles management = ManagementBundles.of(context);
        for (Bundle bundle : bundles) {
            Bundle user = management.user(bundle).orElse(null);
            if (user != null) {
                throw new CommandFailed(bundle.getSymbolicName() + " stays as it is: the system is managed with "
                        + (user == bundle ? "it" : user.getSymbolicName() + ", which needs it") + "; update "
                        + bundle.getSymbolicName() + " [URL] replaces it");
            }
        }
    }

    private Bundle find(String word) {
        return InstalledBundles.find(context, word)
                .orElseThrow(() -> new CommandFailed("no bundle '" + word
                        + "'; lb lists them by number and symbolic name, and install URL brings one"));
    }

    private static InputStream open(String location) throws IOException {
        try {
            return URI.create(location).toURL().openStream();
        } catch (IllegalArgumentException notAUrl) {
            throw new IOException("it is no URL such as file:/tmp/policy.jar", notAUrl);
        }
    }

    private static CommandFailed unreadable(String location, IOException failure) {
        return new CommandFailed("'" + location + "' cannot be read: " + failure.getMessage(), failure);
    }

    private static CommandFailed about(String location, BundleException failure) {
        return rootCause(failure) instanceof IOException reason
                ? new CommandFailed("'" + location + "' is no bundle: " + reason.getMessage(), failure)
                : new CommandFailed("'" + location + "': " + rootCause(failure).getMessage(), failure);
    }

    private static Throwable rootCause(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }
}
