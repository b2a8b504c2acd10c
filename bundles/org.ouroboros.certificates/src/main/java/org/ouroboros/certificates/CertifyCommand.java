// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.certificates;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.ouroboros.command.CommandFailed;
import org.ouroboros.command.Form;
import org.ouroboros.command.Given;
import org.ouroboros.command.Invocation;
import org.ouroboros.command.Manual;
import org.ouroboros.command.Operand;
import org.ouroboros.command.Option;
import org.ouroboros.command.ShellCommand;
import org.ouroboros.command.Subject;

/** The command {@code certify}. */
@Component
public final class CertifyCommand implements ShellCommand {
    /** Framework property that names the folder of what protects flows. */
    private static final String SECURITY = "ouroboros.security";

    private static final Operand NAME = Operand.required("NAME", Subject.NAME, "the name of the flows");
    private static final Option CLIENT =
            Option.flag("-c --client", "for a client of the name, rather than for a server of it");
    private static final Option SUBJECT = Option.valued(
            "-n --subject", "NAME", "name in the certificate; NAME unless given, which is what a client looks for");
    private static final Option KEY =
            Option.valued("-k --key", "KIND", "kind of the key: ec (the default), rsa or ed25519");
    private static final Option DAYS = Option.valued("-d --days", "N", "how many days it holds, 365 unless given");
    private static final Option FOLDER = Option.of(
            "-o --output", "DIR", Subject.FILE, "another security folder to write to, to be taken to another system");

    private static final Form FORM = new Form(
            "certify",
            "makes a certificate for flows of a name, and an authority to try it with, unless there is one",
            List.of(NAME),
            List.of(CLIENT, SUBJECT, KEY, DAYS, FOLDER),
            List.of(
                    new Form.Example("certify ping", "servers of ping prove who they are from the next flow on"),
                    new Form.Example(
                            "certify ping --client -n alice -o /tmp/alice",
                            "a folder with which another system, as alice, allocates flows to ping")));

    private final Path security;

    /**
     * The command.
     *
     * @param context context of this bundle
     */
    @Activate
    public CertifyCommand(BundleContext context) {
        this(folder(context));
    }

    CertifyCommand(Path security) {
        this.security = security;
    }

    private static Path folder(BundleContext context) {
        String folder = context.getProperty(SECURITY);
        return folder == null ? context.getDataFile("security").toPath() : Path.of(folder);
    }

    /**
     * What was made.
     *
     * @param subject name in the certificate
     * @param serial its serial number, hexadecimal
     * @param folder where it and its key are
     * @param authority the certificate of the authority
     */
    record Certified(String subject, String serial, String folder, String authority) {
        String text() {
            return "Certificate " + serial + " of '" + subject + "' is in " + folder + "; who trusts " + authority
                    + " believes it.";
        }
    }

    @Override
    public Manual manual() {
        return Manual.of(FORM);
    }

    @Override
    public @Nullable Object run(Invocation invocation) throws IOException, GeneralSecurityException {
        Given given = Given.parse(FORM, invocation.words());
        String name = given.text(NAME.label()).orElseThrow();
        CertificateFolder target =
                new CertificateFolder(given.text(FOLDER.name()).map(Path::of).orElse(security));
        Authority authority = new CertificateFolder(security).authority(Instant.now(), new SecureRandom());
        Authority.Issued issued = authority.issue(
                given.text(SUBJECT.name()).orElse(name),
                kind(given.text(KEY.name()).orElse("ec")),
                Authority.Validity.days(Instant.now(), (int) given.number(DAYS.name(), 1, 36_500, 365)));
        Path folder = target.write(given.has(CLIENT.name()) ? "client" : "server", name, issued);
        Path trusted = target.trust(authority.files());
        Certified certified = new Certified(
                given.text(SUBJECT.name()).orElse(name),
                issued.serial().toString(16),
                folder.toString(),
                trusted.toString());
        if (invocation.json()) {
            return certified;
        }
        invocation.out().println(certified.text());
        return null;
    }

    private static KeyKind kind(String word) {
        return Arrays.stream(KeyKind.values())
                .filter(kind -> kind.name().toLowerCase(Locale.ROOT).equals(word))
                .findFirst()
                .orElseThrow(() -> new CommandFailed("certify: '" + word + "' is no kind of key; choose one of "
                        + Arrays.stream(KeyKind.values())
                                .map(kind -> kind.name().toLowerCase(Locale.ROOT))
                                .collect(Collectors.joining(", "))));
    }
}
