// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.it.network;

import static org.junit.Assert.assertTrue;
import static org.ouroboros.it.Eventually.eventually;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.AssumptionViolatedException;

/** Captures what a host sends and receives, with tcpdump or tshark, into a file of format pcap. */
final class Capture implements AutoCloseable {
    private static final int FILE_HEADER_BYTES = 24;
    private static final int PACKET_HEADER_BYTES = 16;
    private static final int LENGTH_AT = 8;

    private final Path file;
    private final Process process;

    /** Begins to capture. Without a program that can, the test is skipped. */
    Capture(Namespace namespace, Path file) throws IOException, InterruptedException {
        this.file = file;
        List<String> tcpdump =
                List.of("tcpdump", "-U", "-Z", "root", "-i", Namespace.DEVICE, "-w", file.toString(), "udp");
        List<String> tshark =
                List.of("tshark", "-F", "pcap", "-i", Namespace.DEVICE, "-w", file.toString(), "-f", "udp");
        List<String> program = Stream.of(tcpdump, tshark)
                .filter(each -> isInstalled(each.getFirst()))
                .findFirst()
                .orElseThrow(() -> new AssumptionViolatedException("neither tcpdump nor tshark is there: not run"));
        process = new ProcessBuilder(namespace.exec(program.toArray(String[]::new)))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    /** Returns once a packet is in the file, which shows that it captures. */
    void awaitPacket(Callable<?> sender) throws Exception {
        eventually(() -> {
            sender.call();
            assertTrue(Files.exists(file) && Files.size(file) > FILE_HEADER_BYTES);
        });
    }

    /** {@return payloads of the UDP datagrams in the file} */
    Stream<byte[]> datagrams(Family family) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        Stream.Builder<byte[]> datagrams = Stream.builder();
        int at = FILE_HEADER_BYTES;
        while (at + PACKET_HEADER_BYTES <= bytes.limit()) {
            int length = bytes.getInt(at + LENGTH_AT);
            int from = at + PACKET_HEADER_BYTES;
            int end = Math.min(from + length, bytes.limit());
            if (end - from > family.payloadAt()) {
                datagrams.add(Arrays.copyOfRange(bytes.array(), from + family.payloadAt(), end));
            }
            at = from + length;
        }
        return datagrams.build();
    }

    /** Ends, with all that was captured in the file. */
    @Override
    public void close() {
        process.destroy();
        process.onExit().orTimeout(10, TimeUnit.SECONDS).join();
    }

    private static boolean isInstalled(String program) {
        return Stream.of(System.getenv("PATH").split(":"))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }
}
