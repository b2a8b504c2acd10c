// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.endpoint.cipher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.ouroboros.packet.Packet;
import org.ouroboros.packet.PacketPool;
import org.ouroboros.policy.encryption.CipherTraits;
import org.ouroboros.policy.encryption.EncryptionPolicy;
import org.ouroboros.policy.swap.StateRefused;

/** What a cipher does before it takes over, and what keeps it out of the compiled path of packets. */
class CipherRehearsalTest {
    private static final String NOT_INLINED = "-XX:CompileCommand=dontinline,";

    private final PacketPool pool = new PacketPool(1 << 20);
    private final CipherRehearsal rehearsal = new CipherRehearsal();

    @AfterEach
    void noPacketIsMissing() {
        assertEquals(0, pool.outstanding());
    }

    static Set<String> ciphers() {
        return Ciphers.ALL.keySet();
    }

    @ParameterizedTest
    @MethodSource("ciphers")
    void eachCipherPasses(String name) {
        rehearsal.of(Ciphers.named(name), pool);
    }

    @Test
    void aPolicyThatTakesOverManyFlowsRehearsesForOneAndIsClosed() {
        Counted first = new Counted(true);
        Counted second = new Counted(true);
        for (int flow = 0; flow < 10; flow++) {
            rehearsal.of(first, pool);
        }
        assertEquals(List.of(1, 1), List.of(first.opened, first.closed));
        rehearsal.of(second, pool);
        rehearsal.of(first, pool);
        assertEquals(List.of(1, 2), List.of(second.opened, first.closed));
    }

    @Test
    void oneThatDoesNotOpenWhatItSealedIsRefusedEachTime() {
        Counted deaf = new Counted(false);
        for (int flow = 0; flow < 2; flow++) {
            StateRefused refusal = assertThrows(StateRefused.class, () -> rehearsal.of(deaf, pool));
            assertEquals("it does not open what it sealed", refusal.getMessage());
        }
        assertEquals(List.of(2, 2), List.of(deaf.opened, deaf.closed));
    }

    @Test
    void whatCallsACipherIsNotInlined() {
        List<String> options = ManagementFactory.getRuntimeMXBean().getInputArguments();
        Set<String> callers = Arrays.stream(SealerCalls.class.getDeclaredMethods())
                .map(method -> NOT_INLINED + SealerCalls.class.getName() + "::" + method.getName())
                .collect(Collectors.toSet());
        assertEquals(2, callers.size());
        assertTrue(options.containsAll(callers), options.toString());
    }

    /** AES-GCM that counts what it opened, and opens packets or none. */
    private static final class Counted implements EncryptionPolicy {
        private final boolean opens;
        private int opened;
        private int closed;

        Counted(boolean opens) {
            this.opens = opens;
        }

        @Override
        public CipherTraits traits() {
            return Ciphers.named("aes-256-gcm").traits();
        }

        @Override
        public Sealer open(byte[] key) {
            Sealer inside = Ciphers.named("aes-256-gcm").open(key);
            opened++;
            return new Sealer() {
                @Override
                public void seal(Packet packet) {
                    inside.seal(packet);
                }

                @Override
                public boolean open(Packet packet) {
                    return opens && inside.open(packet);
                }

                @Override
                public void close() {
                    closed++;
                    inside.close();
                }
            };
        }
    }
}
