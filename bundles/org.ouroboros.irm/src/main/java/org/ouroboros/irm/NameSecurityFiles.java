// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.irm;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ouroboros.api.FlowRefused;
import org.ouroboros.api.FlowRefused.Reason;
import org.ouroboros.api.irm.NameSpec;
import org.ouroboros.api.irm.NameSpec.SecurityFile;
import org.ouroboros.endpoint.oap.EncryptionSettings;
import org.ouroboros.endpoint.oap.NameSecurity;
import org.ouroboros.endpoint.oap.NameSecurity.Credentials;
import org.ouroboros.irm.SecurityFolder.Side;
import org.ouroboros.loop.IpcpLoop;
import org.ouroboros.policy.keyexchange.KeyShare;

/**
 * Reads what protects the flows of a name: the files that the name was created with, and for what it was created without, those of the
 * security folder. Whatever is there and cannot be read refuses the flow.
 */
final class NameSecurityFiles {
    private static final Duration LIMIT = Duration.ofSeconds(5);
    private static final Pattern PEM = Pattern.compile("-----BEGIN [A-Z0-9 ]+-----([^-]*)-----END [A-Z0-9 ]+-----");

    private final IpcpLoop loop;
    private final SecurityFolder folder;

    NameSecurityFiles(IpcpLoop loop, SecurityFolder folder) {
        this.loop = loop;
        this.folder = folder;
    }

    /**
     * Reads what protects the flows that this system serves.
     *
     * @param name the name
     * @return completes on the loop, with {@link FlowRefused} if a file cannot be read
     */
    CompletableFuture<NameSecurity> ofServer(NameSpec name) {
        return of(name, Side.SERVER);
    }

    /**
     * Reads what protects the flows that this system allocates.
     *
     * @param name the name, with settings if it is known here
     * @return completes on the loop, with {@link FlowRefused} if a file cannot be read
     */
    CompletableFuture<NameSecurity> ofClient(NameSpec name) {
        return of(name, Side.CLIENT);
    }

    private CompletableFuture<NameSecurity> of(NameSpec name, Side side) {
        if (name.security().isEmpty() && !folder.isNamed()) {
            return CompletableFuture.completedFuture(NameSecurity.NONE);
        }
        return loop.offload(() -> read(name, side), LIMIT)
                .exceptionallyCompose(failure -> CompletableFuture.failedFuture(
                        failure instanceof TimeoutException
                                ? new FlowRefused(
                                        Reason.TIMED_OUT,
                                        about(name) + " cannot be read within " + LIMIT.toSeconds() + " s")
                                : failure));
    }

    private NameSecurity read(NameSpec name, Side side) {
        if (name.security().isEmpty() && !folder.isThere()) {
            return NameSecurity.NONE;
        }
        boolean server = side == Side.SERVER;
        Optional<Path> own = folder.ofName(side, name.name());
        SecurityFile encryption = server ? SecurityFile.SERVER_ENCRYPTION : SecurityFile.CLIENT_ENCRYPTION;
        try {
            EncryptionSettings.File settings = encryption(chosen(name, encryption, own, "enc.conf"));
            return new NameSecurity(
                    settings.encryption(),
                    credentials(
                            chosen(
                                    name,
                                    server ? SecurityFile.SERVER_CERTIFICATE : SecurityFile.CLIENT_CERTIFICATE,
                                    own,
                                    "crt.pem"),
                            chosen(name, server ? SecurityFile.SERVER_KEY : SecurityFile.CLIENT_KEY, own, "key.pem")),
                    settings.peerMustAuthenticate(),
                    staticKey(own, side.staticKey()),
                    folder.trust());
        } catch (IllegalArgumentException senseless) {
            throw new FlowRefused(Reason.ENCRYPTION, about(name) + " cannot be used: " + senseless.getMessage());
        } catch (IOException unreadable) {
            throw new FlowRefused(Reason.AUTHENTICATION, about(name) + " cannot be read: " + unreadable);
        }
    }

    /** A file that was named, and must be there, or one of the folder, which need not be. */
    private record Choice(Optional<Path> file, boolean named) {
        Optional<byte[]> content() throws IOException {
            Optional<byte[]> content = file.isPresent() ? SecurityFolder.content(file.get()) : Optional.empty();
            if (content.isEmpty() && named) {
                throw new IOException(file.orElseThrow() + " is not there");
            }
            return content;
        }
    }

    private static Choice chosen(NameSpec name, SecurityFile purpose, Optional<Path> own, String file) {
        Path named = name.security().get(purpose);
        return named == null
                ? new Choice(own.map(folder -> folder.resolve(file)), false)
                : new Choice(Optional.of(named), true);
    }

    private static EncryptionSettings.File encryption(Choice choice) throws IOException {
        Optional<byte[]> text = choice.content();
        return text.isEmpty()
                ? EncryptionSettings.File.ABSENT
                : EncryptionSettings.read(
                        String.valueOf(choice.file().orElseThrow()), new String(text.get(), StandardCharsets.UTF_8));
    }

    private static Optional<Credentials> credentials(Choice certificate, Choice key) throws IOException {
        Optional<byte[]> first = certificate.content();
        Optional<byte[]> second = key.content();
        if (first.isPresent() != second.isPresent() && (certificate.named() || key.named())) {
            Path missing = (first.isPresent() ? key : certificate).file().orElse(Path.of("a key or certificate"));
            throw new IOException(missing + " is not there, which belongs to the other file that was named");
        }
        return first.isPresent() && second.isPresent()
                ? Optional.of(new Credentials(first.get(), second.get()))
                : Optional.empty();
    }

    private static Optional<KeyShare> staticKey(Optional<Path> own, String name) throws IOException {
        if (own.isEmpty()) {
            return Optional.empty();
        }
        Path pem = own.get().resolve(name + ".pem");
        Optional<byte[]> text = SecurityFolder.content(pem);
        if (text.isPresent()) {
            Matcher block = PEM.matcher(new String(text.get(), StandardCharsets.ISO_8859_1));
            if (!block.find()) {
                throw new IllegalArgumentException(pem + " holds no key in PEM");
            }
            return Optional.of(new KeyShare(Base64.getMimeDecoder().decode(block.group(1)), false));
        }
        return SecurityFolder.content(own.get().resolve(name + ".raw")).map(bytes -> new KeyShare(bytes, true));
    }

    private static String about(NameSpec name) {
        return "flow to '" + name.name() + "': what protects it";
    }
}
