// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ouroboros.api.FlowState;
import org.ouroboros.api.QosSpec;
import org.ouroboros.api.irm.FlowInfo;
import org.ouroboros.api.irm.LayerSwapInfo;
import org.ouroboros.api.irm.LayerSwapMember;
import org.ouroboros.api.irm.LayerSwapMember.Part;
import org.ouroboros.api.irm.LayerSwapSpec;
import org.ouroboros.api.irm.PolicyInfo;
import org.ouroboros.api.irm.SlotInfo;
import org.ouroboros.api.irm.SwapInfo;
import org.ouroboros.api.irm.SwapSpec;
import org.ouroboros.api.irm.SwapState;
import org.ouroboros.api.irm.SwapStep;
import org.ouroboros.command.Completion;

/** Swaps as an operator asks for them. */
class PolicyCommandTest {
    private final RecordingIrm irm = new RecordingIrm();
    private final GogoSession session = new GogoSession(irm);

    @BeforeEach
    void aSwap() {
        SwapSpec spec = new SwapSpec("routing", "lfa", Set.of(), Duration.ofSeconds(5), "alice");
        SwapStep step = new SwapStep(
                "IPCP net.a",
                "routing",
                "link-state (ls 1.0.0)",
                "lfa (lfa 1.0.0)",
                "org.LfaPolicy",
                3,
                "graph of 4 links, 2 routes",
                Duration.ofNanos(1_500),
                Optional.empty());
        irm.swaps = List.of(new SwapInfo(
                7,
                spec,
                Instant.parse("2026-01-01T12:00:00Z"),
                SwapState.WATCHED,
                Duration.ofNanos(2_300_000),
                List.of(step),
                "watched for 5000 ms"));
        irm.layerSwaps = List.of(new LayerSwapInfo(
                new LayerSwapSpec("net", "routing", "lfa", Duration.ofSeconds(5), "alice"),
                SwapState.WATCHED,
                List.of(
                        new LayerSwapMember("net.a", "01.02.03.04", Part.TAKES_PART, List.of(step), ""),
                        new LayerSwapMember("", "05.06.07.08", Part.PROTOTYPE, List.of(), "left as it is: prototype")),
                "in use in 1 member, and watched for 5000 ms"));
    }

    @BeforeEach
    void aFlow() {
        irm.flows = List.of(new FlowInfo(
                3,
                "ping",
                FlowInfo.Side.CLIENT,
                "oping",
                Optional.of("net.a"),
                QosSpec.DATA,
                FlowState.UP,
                "frcp, chacha20-poly1305",
                "X25519, sha256",
                new FlowInfo.Counters(0, 0, 0, 0, Map.of())));
    }

    @AfterEach
    void close() {
        session.close();
    }

    @Test
    void aPlanSaysWhatIsTouched() throws Exception {
        assertEquals("""
            slot        kind     from                   to               component      flows  handed over                 gap (us)  refused
            IPCP net.a  routing  link-state (ls 1.0.0)  lfa (lfa 1.0.0)  org.LfaPolicy      3  graph of 4 links, 2 routes       1.5  -
            """, session.execute("policy plan routing lfa"));
        assertEquals(List.of("plan routing lfa [] PT5S"), irm.calls);
    }

    @Test
    void aPlanOfALayerSaysWhatEachMemberDoesAndWhoIsLeftAlone() throws Exception {
        assertEquals("""
            member       address      part        kind     from                   to               flows  handed over                 gap (us)  remark
            net.a        01.02.03.04  takes-part  routing  link-state (ls 1.0.0)  lfa (lfa 1.0.0)      3  graph of 4 links, 2 routes       1.5  -
            05.06.07.08  05.06.07.08  prototype   -        -                      -                    -  -                                  -  left as it is: prototype
            """, session.execute("policy plan routing lfa --layer net"));
        assertEquals(List.of("planLayer net routing lfa PT5S"), irm.calls);
    }

    @Test
    void aSwapOfALayerSaysWhoTakesPart() throws Exception {
        assertEquals("""
            layer  by     kind     policy  members  left alone   state    outcome
            net    alice  routing  lfa     net.a    05.06.07.08  watched  in use in 1 member, and watched for 5000 ms
            """, session.execute("policy swap routing lfa --layer net -w 5s"));
    }

    @Test
    void theHistorySaysWhoSwappedWhatAndHowItEnded() throws Exception {
        assertEquals("""
            swap  begun                 by     kind     policy  slots  state    prepared (ms)  gap (us)  outcome
               7  2026-01-01T12:00:00Z  alice  routing  lfa     net.a  watched            2.3       1.5  watched for 5000 ms
            """, session.execute("policy history"));
    }

    @ParameterizedTest
    @CsvSource({
        "policy swap routing lfa, swap routing lfa [] PT5S",
        "policy swap routing lfa -w 0, swap routing lfa [] PT0S",
        "policy swap routing lfa --watch 10m -i b -i a, 'swap routing lfa [a, b] PT10M'",
        "policy swap routing lfa --layer net -w 10m, swapLayer net routing lfa PT10M",
        "policy commit --layer net, commitLayer net",
        "policy rollback --layer net, rollBackLayer net",
        "policy commit, commit",
        "policy rollback, rollBack",
        "policy renegotiate 3, renegotiate 3 - - -",
        "policy renegotiate 3 --cipher chacha20-poly1305, renegotiate 3 chacha20-poly1305 - -",
        "policy renegotiate 3 -k X25519 -c aes-256-gcm, renegotiate 3 aes-256-gcm X25519 -",
        "policy renegotiate 3 --timeout 2m, renegotiate 3 - - PT2M",
        "policy renegotiate 3 -t 0, renegotiate 3 - - PT0S"
    })
    void eachWordAsksTheIrmForWhatItSays(String line, String call) throws Exception {
        session.execute(line);
        assertEquals(List.of(call), irm.calls);
    }

    @ParameterizedTest
    @CsvSource({
        "policy, a word is missing; usage: policy plan | swap | commit | rollback | history | renegotiate",
        "policy fly, unknown word 'fly'; usage: policy plan | swap | commit | rollback | history | renegotiate",
        "policy renegotiate 3 -t 60d, a time-out of 5184000000 ms is outside 100..4294967295 ms; a late sign of life"
            + " would end the flow after less; 0 is for none; usage: policy renegotiate FLOW [-c CIPHER] [-k KEX] [-t"
            + " TIME]",
        "policy swap routing lfa -w 2h, a watch of 7200000 ms is outside 0..1h; 30s or 10m would do and 0 accepts at"
                + " once; usage: policy swap KIND POLICY [-i IPCP]... [--layer LAYER] [-w TIME]",
        "policy plan routing lfa -i a --layer net, -i and --layer exclude each other; usage: policy plan KIND POLICY"
                + " [-i IPCP]... [--layer LAYER]"
    })
    void whatMakesNoSenseIsToldInOneLine(String line, String message) {
        assertEquals(
                message,
                assertThrows(Exception.class, () -> session.execute(line)).getMessage());
    }

    @Test
    void aRenegotiatedFlowIsShownAsItIsNow() throws Exception {
        assertEquals("""
            id  name  side    owner  ipcp   qos   state  policies                 agreed          sent  bytes  received  bytes  dropped
             3  ping  client  oping  net.a  data  up     frcp, chacha20-poly1305  X25519, sha256     0      0         0      0        0
            """, session.execute("policy renegotiate 3 -c chacha20-poly1305"));
    }

    @Test
    void completionKnowsFlowsCiphersAndKeyExchanges() {
        irm.policies = List.of(
                new PolicyInfo("encryption", "aes-256-gcm", "b", "1"),
                new PolicyInfo("keyexchange", "X25519", "c", "1"));
        assertEquals(List.of("3"), words(List.of("renegotiate"), ""));
        assertEquals(List.of("aes-256-gcm"), words(List.of("renegotiate", "3", "-c"), ""));
        assertEquals(List.of("X25519"), words(List.of("renegotiate", "3", "--kex"), ""));
        assertEquals(
                List.of("-c", "--cipher", "-k", "--kex", "-t", "--timeout"), words(List.of("renegotiate", "3"), "-"));
    }

    @Test
    void completionKnowsVerbsKindsPoliciesAndIpcps() {
        irm.slots = List.of(
                new SlotInfo("IPCP net.a", "routing", "lfa", "lfa", 1, "never swapped"),
                new SlotInfo("flow 3 (ping)", "integrity", "crc32", "crc32", 1, "never swapped"),
                new SlotInfo("name ping", "balancing", "spillover", "spillover", 1, "never swapped"));
        irm.policies =
                List.of(new PolicyInfo("routing", "ecmp", "b", "1"), new PolicyInfo("congestion", "none", "c", "1"));
        irm.ipcps = List.of(RecordingIrm.member(1, "net.a", "unicast", "net"));
        assertEquals(List.of("plan", "swap", "commit", "rollback", "history", "renegotiate"), words(List.of(), ""));
        assertEquals(List.of("routing", "integrity"), words(List.of("swap"), ""));
        assertEquals(List.of("ecmp"), words(List.of("plan", "routing"), "e"));
        assertEquals(List.of("net.a"), words(List.of("swap", "routing", "ecmp", "-i"), ""));
        assertEquals(List.of("net"), words(List.of("swap", "routing", "ecmp", "--layer"), ""));
        assertEquals(List.of("--layer"), words(List.of("rollback"), ""));
        assertEquals(
                List.of("-w", "--watch"),
                words(List.of("swap", "routing", "ecmp"), "-").stream()
                        .filter(word -> word.startsWith("-w") || word.startsWith("--w"))
                        .toList());
    }

    private List<String> words(List<String> before, String prefix) {
        return Objects.requireNonNull(
                        session.book().find("policy").orElseThrow().complete(before, prefix))
                .stream()
                .map(Completion::word)
                .toList();
    }
}
