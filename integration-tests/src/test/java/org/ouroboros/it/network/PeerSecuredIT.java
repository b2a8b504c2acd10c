// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.it.network;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.junit.BeforeClass;
import org.junit.Rule;
import org.junit.Test;
import org.ouroboros.it.network.Command.Ended;

/** Flows between a system of ours and the prototype that are encrypted, and whose ends prove who they are. */
public class PeerSecuredIT {
    private static final String NAME = "oping";
    private static final String WITH_A_BAD_PROOF = "bad";
    private static final Duration RUN = Duration.ofSeconds(6);
    private static final int PINGS = 20;

    /** Each cipher, and each key exchange. */
    private static final List<Agreement> AGREEMENTS = List.of(
            new Agreement("X25519", "aes-256-gcm"),
            new Agreement("prime256v1", "chacha20-poly1305"),
            new Agreement("secp384r1", "aes-256-ctr"),
            new Agreement("secp521r1", "aes-256-gcm"));

    private static final List<String> KEYS = List.of("ec", "rsa", "ed25519");

    @Rule
    public final Lan lan = new Lan();

    /** How a flow is encrypted. */
    private record Agreement(String exchange, String cipher) {}

    /** Who shows a certificate. */
    private enum Proof {
        SERVER(true, false),
        CLIENT(false, true),
        BOTH(true, true);

        private final boolean server;
        private final boolean client;

        Proof(boolean server, boolean client) {
            this.server = server;
            this.client = client;
        }
    }

    @BeforeClass
    public static void needsThePrototype() {
        PrototypeHost.assumeInstalled();
    }

    @Test
    public void oursAgreesWithServersOfThePrototypeOnEveryCipherAndKeyExchange() throws Exception {
        Neighbours both = Neighbours.on(lan);
        agree(both, both.ours(), both.theirs());
    }

    @Test
    public void thePrototypeAgreesWithServersOfOursOnEveryCipherAndKeyExchange() throws Exception {
        Neighbours both = Neighbours.on(lan);
        agree(both, both.theirs(), both.ours());
    }

    private void agree(Neighbours both, Host client, Host server) throws Exception {
        both.serve(server, "oping", NAME);
        for (Agreement each : AGREEMENTS) {
            String settings = "kex = " + each.exchange() + "\ncipher = " + each.cipher() + "\n";
            write(client, "client", NAME, settings);
            write(server, "server", NAME, settings);
            String log = both.theirs().log();
            ping(client, server, each.cipher().endsWith("-ctr") ? "raw" : reliable(server == both.theirs()));
            if (server == both.ours()) {
                assertShown(both.ours(), each.cipher() + "; " + each.exchange());
            } else {
                String since = both.theirs().log().substring(log.length());
                assertTrue(since, since.contains("Negotiated " + each.exchange() + " + " + each.cipher()));
            }
        }
    }

    @Test
    public void oursAndServersOfThePrototypeProveWhoTheyAreWithEveryKindOfKey() throws Exception {
        Neighbours both = Neighbours.on(lan);
        prove(both, both.ours(), both.theirs());
    }

    @Test
    public void thePrototypeAndServersOfOursProveWhoTheyAreWithEveryKindOfKey() throws Exception {
        Neighbours both = Neighbours.on(lan);
        prove(both, both.theirs(), both.ours());
    }

    private void prove(Neighbours both, Host client, Host server) throws Exception {
        both.serve(server, "oping", NAME);
        for (String key : KEYS) {
            for (Proof proof : Proof.values()) {
                clear(client, "client", NAME);
                clear(server, "server", NAME);
                write(client, "client", NAME, settings(key, proof.server));
                write(server, "server", NAME, settings(key, proof.client));
                if (proof.server) {
                    both.ours().certify(NAME, "-k " + key + " -o " + server.security());
                }
                if (proof.client) {
                    both.ours().certify(NAME, "-k " + key + " --client -n alice -o " + client.security());
                }
                ping(client, server, reliable(server == both.theirs()));
                if (server == both.ours()) {
                    FlowEnd end = both.ours().flow(NAME).orElseThrow();
                    assertEquals(end.toString(), proof.client, end.protection().contains("peer alice"));
                } // else it was a condition of ours that the server proves itself
            }
        }
    }

    /** With a digest, which is what it has as soon as it encrypts, the prototype cannot sign with Ed25519. */
    private static String settings(String key, boolean peerProves) {
        return (key.equals("ed25519") ? "none\n" : "") + (peerProves ? "authenticate = required\n" : "");
    }

    @Test
    public void aServerOfThePrototypeThatCannotProveItselfIsRefused() throws Exception {
        Neighbours both = Neighbours.on(lan);
        refuse(both, both.ours(), both.theirs(), Proof.SERVER);
        assertContains(
                both.ours(), "the answer of the peer is not authentic: no chain leads from the certificate of 'bad'");
    }

    @Test
    public void aClientOfOursThatCannotProveItselfIsRefusedByThePrototype() throws Exception {
        Neighbours both = Neighbours.on(lan);
        refuse(both, both.ours(), both.theirs(), Proof.CLIENT);
        assertContains(both.theirs(), "Failed to authenticate client.");
    }

    @Test
    public void aClientOfThePrototypeThatCannotProveItselfIsRefused() throws Exception {
        Neighbours both = Neighbours.on(lan);
        refuse(both, both.theirs(), both.ours(), Proof.CLIENT);
        assertContains(both.ours(), "no chain leads from the certificate of 'bad'");
    }

    @Test
    public void aServerOfOursThatCannotProveItselfIsRefusedByThePrototype() throws Exception {
        Neighbours both = Neighbours.on(lan);
        refuse(both, both.theirs(), both.ours(), Proof.SERVER);
        assertContains(both.theirs(), "Failed to authenticate server.");
    }

    private static void assertContains(Host host, String text) throws IOException {
        assertTrue(host.log(), host.log().contains(text));
    }

    /** Has a flow fail for a certificate of an authority that nobody trusts, beside one that does not. */
    private void refuse(Neighbours both, Host client, Host server, Proof bad) throws Exception {
        for (String name : List.of(NAME, WITH_A_BAD_PROOF)) {
            write(client, "client", name, "");
            write(server, "server", name, "");
            both.ours().certify(name, "-o " + server.security());
            both.ours().certify(name, "--client -o " + client.security());
            both.serve(server, "oping", name);
        }
        Host liar = bad.server ? server : client;
        both.ours().certifyUntrusted(WITH_A_BAD_PROOF, bad.server ? "" : "--client", liar.security());
        ping(client, server, "raw");
        FutureTask<Ended> pings =
                new FutureTask<>(() -> client.runs(server, NAME, RUN, "oping -n " + NAME + " -c 60 -i 50"));
        Thread.ofVirtual().start(pings);
        Ended refused = client.runs(server, WITH_A_BAD_PROOF, RUN, "oping -n " + WITH_A_BAD_PROOF + " -c 1");
        assertTrue(refused.toString(), refused.wasRefused());
        Ended beside = join(pings);
        assertTrue(beside.toString(), beside.printed().contains(" 60 received"));
        ping(client, server, "raw");
    }

    /**
     * {@return a QoS that flows have which are encrypted} Reliable clients of the prototype take and decrypt packets by two threads at once, and crash;
     * what it sends again is no packet any more, which only a cipher that finds forgeries drops.
     */
    private static String reliable(boolean oursIsClient) {
        return oursIsClient ? "data" : "raw";
    }

    private static void ping(Host client, Host server, String qos) throws Exception {
        Ended pinged = client.runs(server, NAME, RUN, "oping -n " + NAME + " -c " + PINGS + " -i 20 -q " + qos);
        assertTrue(pinged.toString(), pinged.printed().contains(" " + PINGS + " received"));
    }

    /** Checks what our server, which keeps a flow for some seconds, shows of the latest one. */
    private static void assertShown(JavaHost ours, String protection) throws Exception {
        FlowEnd end = ours.flow(NAME).orElseThrow();
        assertTrue(end + " is not protected by " + protection, end.protection().contains(protection));
    }

    /** {@return what a task returns} It fails as the task does. */
    private static Ended join(FutureTask<Ended> task) throws Exception {
        try {
            return task.get();
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof Exception cause) {
                throw cause;
            }
            throw new AssertionError(failed);
        }
    }

    private static void write(Host host, String side, String name, String settings) throws IOException {
        Path folder = Files.createDirectories(host.security().resolve(side).resolve(name));
        Files.writeString(folder.resolve("enc.conf"), settings);
    }

    private static void clear(Host host, String side, String name) throws IOException {
        for (String file : List.of("crt.pem", "key.pem")) {
            Files.deleteIfExists(host.security().resolve(side).resolve(name).resolve(file));
        }
    }
}
