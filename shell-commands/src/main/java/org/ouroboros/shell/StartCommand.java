// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.shell;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
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

/** The command {@code start}: Gogo's own takes no symbolic names, as {@code stop} and {@code update} do. */
final class StartCommand implements ShellCommand {
    private static final Form FORM = new Form(
            "start",
            "starts bundles, now and whenever the system starts",
            List.of(new Operand(
                    "BUNDLE",
                    Subject.BUNDLE,
                    Need.REPEATED,
                    "its number, its symbolic name, or a URL to install it from")),
            List.of(Option.flag("-t --transient", "not when the system starts again")),
            List.of(new Example("start org.ouroboros.app.oping.server", "the ping server takes flows again")));

    private final BundleContext context;

    StartCommand(BundleContext context) {
        this.context = context;
    }

    @Override
    public Manual manual() {
        return Manual.of(FORM);
    }

    @Override
    public @Nullable Object run(Invocation invocation) {
        Given given = Given.parse(FORM, invocation.words());
        List<String> words = given.values("BUNDLE");
        if (words.isEmpty()) {
            throw given.wrong("BUNDLE is missing");
        }
        int options = Bundle.START_ACTIVATION_POLICY | (given.has("-t") ? Bundle.START_TRANSIENT : 0);
        words.forEach(word -> start(word, options));
        return null;
    }

    private void start(String word, int options) {
        try {
            bundle(word).start(options);
        } catch (BundleException e) {
            throw new CommandFailed("'" + word + "' does not start: " + rootCause(e), e);
        }
    }

    private Bundle bundle(String word) throws BundleException {
        if (word.contains(":")) {
            return context.installBundle(word);
        }
        return InstalledBundles.find(context, word)
                .orElseThrow(() -> new CommandFailed("no bundle '" + word
                        + "'; lb lists them, and a URL such as file:/tmp/policy.jar installs one"));
    }

    private static @Nullable String rootCause(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause.getMessage();
    }
}
