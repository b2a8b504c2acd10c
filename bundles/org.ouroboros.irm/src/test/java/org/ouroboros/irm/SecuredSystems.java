// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.irm;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.ouroboros.api.Flow;
import org.ouroboros.api.QosSpec;
import org.ouroboros.api.irm.CounterInfo;
import org.ouroboros.api.irm.FlowInfo;
import org.ouroboros.authentication.x509.X509Policy;
import org.ouroboros.certificates.Authority.Issued;
import org.ouroboros.encryption.aesctr.Aes128CtrPolicy;
import org.ouroboros.encryption.aesctr.Aes192CtrPolicy;
import org.ouroboros.encryption.aesctr.Aes256CtrPolicy;
import org.ouroboros.encryption.aesgcm.Aes128GcmPolicy;
import org.ouroboros.encryption.aesgcm.Aes192GcmPolicy;
import org.ouroboros.encryption.aesgcm.Aes256GcmPolicy;
import org.ouroboros.encryption.chacha20poly1305.ChaCha20Poly1305Policy;
import org.ouroboros.host.Candidate;
import org.ouroboros.host.PolicyCatalogue;
import org.ouroboros.irm.SimulatedSystem.Running;
import org.ouroboros.keyexchange.ec.Prime256v1Policy;
import org.ouroboros.keyexchange.ec.Secp384r1Policy;
import org.ouroboros.keyexchange.ec.Secp521r1Policy;
import org.ouroboros.keyexchange.x25519.X25519Policy;
import org.ouroboros.loop.simulation.SimulatedLoop;
import org.ouroboros.policy.encryption.EncryptionPolicy;

/**
 * Two systems on virtual time, with a link between them, a security folder each, and everything installed that protects flows. One
 * of them serves a name; the other one allocates flows to it.
 */
final class SecuredSystems {
    static final String NAME = "t.secret";

    /** All ciphers. */
    static final Map<String, EncryptionPolicy> CIPHERS = new TreeMap<>(Map.of(
            "aes-128-ctr", new Aes128CtrPolicy(),
            "aes-192-ctr", new Aes192CtrPolicy(),
            "aes-256-ctr", new Aes256CtrPolicy(),
            "aes-128-gcm", new Aes128GcmPolicy(),
            "aes-192-gcm", new Aes192GcmPolicy(),
            "aes-256-gcm", new Aes256GcmPolicy(),
            "chacha20-poly1305", new ChaCha20Poly1305Policy()));

    final SimulatedLoop loop;
    final Wires wires;
    final Path clientFiles;
    final Path serverFiles;
    final SimulatedSystem client;
    final SimulatedSystem server;
    final Running running;

    /**
     * Starts the systems.
     *
     * @param folder where their security folders go
     * @param link what the link does to packets
     */
    SecuredSystems(Path folder, long seed, Map<String, String> link) throws IOException {
        this(folder, seed, link, new Wires());
    }

    /**
     * Starts the systems.
     *
     * @param folder where their security folders go
     * @param link what the link does to packets
     * @param wires the type that makes the link
     */
    SecuredSystems(Path folder, long seed, Map<String, String> link, Wires wires) throws IOException {
        this.wires = wires;
        loop = new SimulatedLoop(seed);
        clientFiles = Files.createDirectories(folder.resolve("client-system/security"));
        serverFiles = Files.createDirectories(folder.resolve("server-system/security"));
        client = system(clientFiles);
        server = system(serverFiles);
        running = server.run("echo");
        client.bootstrap("near", "virtual", "wire", link);
        server.bootstrap("far", "virtual", "wire", Map.of());
        server.bind("echo", NAME);
        server.register(NAME, "far");
    }

    private SimulatedSystem system(Path security) {
        SimulatedSystem system = new SimulatedSystem(loop, wires, SimulatedSystem.SETTINGS, Map.of(), security);
        system.installProtection();
        CIPHERS.forEach((name, cipher) -> offer(system.protection.encryption(), "encryption", name, cipher));
        offer(system.protection.keyExchange(), "keyexchange", "prime256v1", new Prime256v1Policy());
        offer(system.protection.keyExchange(), "keyexchange", "secp384r1", new Secp384r1Policy());
        offer(system.protection.keyExchange(), "keyexchange", "secp521r1", new Secp521r1Policy());
        offer(system.protection.keyExchange(), "keyexchange", "X25519", new X25519Policy());
        offer(system.protection.authentication(), "authentication", "x509", new X509Policy());
        return system;
    }

    static <P> void offer(PolicyCatalogue<P> catalogue, String kind, String name, P policy) {
        catalogue.offer(new Candidate<>(policy, kind, name, "test." + name, "1.0.0"));
    }

    /** The two ends of a flow. */
    record Ends(Flow client, Flow server) {
        void deallocate() {
            client.deallocate();
            server.deallocate();
        }
    }

    /** Allocates a flow. */
    Ends connect(QosSpec qos) {
        int before = running.server().flows.size();
        Flow flow = loop.await(client.request(NAME, qos));
        loop.runUntil(() -> running.server().flows.size() > before);
        return new Ends(flow, running.server().latest());
    }

    void settle() {
        loop.runFor(Duration.ofMillis(50));
    }

    /** {@return packets that are somewhere} */
    int outstanding() {
        return client.pool.outstanding() + server.pool.outstanding();
    }

    /** Ends both systems; {@return the flows that they still have} */
    List<FlowInfo> close() {
        client.irm.close();
        server.irm.close();
        loop.runFor(Duration.ofSeconds(1));
        List<FlowInfo> left = new ArrayList<>(client.irm.flows());
        left.addAll(server.irm.flows());
        return left;
    }

    static long counter(SimulatedSystem system, String name) {
        return system.irm.counters().stream()
                .filter(each -> each.name().equals(name))
                .mapToLong(CounterInfo::value)
                .findFirst()
                .orElse(0);
    }

    /** Writes how flows are encrypted, on both sides. */
    void encrypt(String clientSettings, String serverSettings) throws IOException {
        write(clientFiles.resolve("client").resolve(NAME), "enc.conf", clientSettings);
        write(serverFiles.resolve("server").resolve(NAME), "enc.conf", serverSettings);
    }

    static void credentials(Path files, String side, Issued issued) throws IOException {
        Path own = files.resolve(side).resolve(NAME);
        write(own, "crt.pem", issued.certificate());
        write(own, "key.pem", issued.key());
    }

    static void write(Path where, String file, String text) throws IOException {
        Files.createDirectories(where);
        Files.writeString(where.resolve(file), text);
    }
}
