// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.it.network;

import static org.junit.Assert.assertTrue;
import static org.ouroboros.it.Eventually.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.After;
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

    /** Each cipher once, and each key exchange. A cipher that shows no forgery passes on the prototype's broken retransmissions: those are raw. */
    private static final List<Agreement> AGREEMENTS = List.of(
            new Agreement("X25519", "aes-256-gcm", "data"),
            new Agreement("prime256v1", "chacha20-poly1305", "data"),
            new Agreement("secp384r1", "aes-256-ctr", "raw"),
            new Agreement("secp521r1", "aes-256-gcm", "best"));

    private static final List<String> KEYS = List.of("ec", "rsa", "ed25519");

    @Rule
    public final Lan lan = new Lan();

    private final ExecutorService background = Executors.newVirtualThreadPerTaskExecutor();

    /** How a flow is encrypted. */
    private record Agreement(String exchange, String cipher, String qos) {}

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

    @After
    public void endTheBackground() {
        background.shutdownNow();
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
        server.servePing(NAME, Host.NET);
        for (Agreement each : AGREEMENTS) {
            String settings = "kex = " + each.exchange() + "\ncipher = " + each.cipher() + "\n";
            write(client, "client", NAME, settings);
            write(server, "server", NAME, settings);
            assertProtected(both, client, server, each.qos(), each.cipher() + "; " + each.exchange());
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
        server.servePing(NAME, Host.NET);
        for (String key : KEYS) {
            for (Proof proof : Proof.values()) {
                clear(client, "client", NAME);
                clear(server, "server", NAME);
                String settings = key.equals("ed25519") ? "digest = none\n" : ""; // with one, the prototype cannot sign
                write(client, "client", NAME, settings + (proof.server ? "authenticate = required\n" : ""));
                write(server, "server", NAME, settings + (proof.client ? "authenticate = required\n" : ""));
                if (proof.server) {
                    both.ours().certify(NAME, "-k " + key + " -o " + server.security());
                }
                if (proof.client) {
                    both.ours().certify(NAME, "-k " + key + " --client -n alice -o " + client.security());
                }
                boolean shown = client == both.ours() ? proof.server : proof.client;
                String shownName = client == both.ours() ? NAME : "alice";
                assertProtected(
                        both, client, server, "data", "prime256v1, sha256" + (shown ? ", peer " + shownName : ""));
            }
        }
    }

    @Test
    public void aServerOfThePrototypeThatCannotProveItselfIsRefused() throws Exception {
        Neighbours both = Neighbours.on(lan);
        String seen = refuse(both, both.ours(), both.theirs(), Proof.SERVER);
        assertTrue(seen, seen.contains("authentication"));
    }

    @Test
    public void aClientOfOursThatCannotProveItselfIsRefusedByThePrototype() throws Exception {
        Neighbours both = Neighbours.on(lan);
        String seen = refuse(both, both.ours(), both.theirs(), Proof.CLIENT);
        assertTrue(seen, seen.contains("authentication"));
    }

    @Test
    public void aClientOfThePrototypeThatCannotProveItselfIsRefused() throws Exception {
        Neighbours both = Neighbours.on(lan);
        refuse(both, both.theirs(), both.ours(), Proof.CLIENT);
        assertTrue(both.ours().log(), both.ours().log().contains("refused"));
    }

    @Test
    public void aServerOfOursThatCannotProveItselfIsRefusedByThePrototype() throws Exception {
        Neighbours both = Neighbours.on(lan);
        refuse(both, both.theirs(), both.ours(), Proof.SERVER);
        assertTrue(both.theirs().log(), both.theirs().log().contains("verif"));
    }

    /** Has a flow fail for a certificate of an authority that nobody trusts, beside one that does not; {@return what the client said} */
    private String refuse(Neighbours both, Host client, Host server, Proof bad) throws Exception {
        for (String name : List.of(NAME, WITH_A_BAD_PROOF)) {
            write(client, "client", name, "");
            write(server, "server", name, "");
            both.ours().certify(name, "-o " + server.security());
            both.ours().certify(name, "--client -o " + client.security());
            server.servePing(name, Host.NET);
        }
        Host liar = bad.server ? server : client;
        both.ours().certifyUntrusted(WITH_A_BAD_PROOF, bad.server ? "" : "--client", liar.security());
        client.reaches(NAME);
        Future<Ended> pings =
                background.submit(() -> client.runs(server, NAME, RUN, "oping -n " + NAME + " -c 60 -i 50 -q data"));
        Ended refused = client.client(WITH_A_BAD_PROOF, Host.CLIENT_LIMIT, "oping -n " + WITH_A_BAD_PROOF + " -c 1");
        assertTrue(refused.toString(), refused.printed().contains("Failed to allocate flow"));
        assertTrue(pings.get().toString(), pings.get().printed().contains(" 60 received"));
        client.reaches(NAME);
        return refused.toString();
    }

    /** Pings, and looks at what protects the flow meanwhile. */
    private void assertProtected(Neighbours both, Host client, Host server, String qos, String protection)
            throws Exception {
        long before = both.ours().flow(NAME).map(FlowEnd::id).orElse(-1L);
        Future<Ended> pings = background.submit(
                () -> client.runs(server, NAME, RUN, "oping -n " + NAME + " -c " + PINGS + " -i 50 -q " + qos));
        within(Host.LIMIT, () -> {
            FlowEnd end = both.ours().flow(NAME).orElseThrow();
            assertTrue(end + " is not protected by " + protection, end.id() > before && end.protection().endsWith(protection));
        });
        assertTrue(pings.get().toString(), pings.get().printed().contains(" " + PINGS + " received"));
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
