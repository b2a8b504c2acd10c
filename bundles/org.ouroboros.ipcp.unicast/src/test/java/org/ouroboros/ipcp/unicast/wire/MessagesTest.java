// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.ipcp.unicast.wire;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ouroboros.api.QosSpec;
import org.ouroboros.ipcp.unicast.wire.LayerConfiguration.Choice;
import org.ouroboros.ipcp.unicast.wire.LayerConfiguration.LinkStateTimers;
import org.ouroboros.policy.congestion.CongestionPolicy;
import org.ouroboros.policy.directory.DirectoryParameters;
import org.ouroboros.policy.ipcp.HashAlgorithm;
import org.ouroboros.policy.routing.RoutingPolicy;

/** Control messages: what was captured is understood, and written back as it was. */
class MessagesTest {
    private static final int HASH_BYTES = 32;
    private static final LayerConfiguration DEFAULTS = new LayerConfiguration(
            "unilayer",
            HashAlgorithm.SHA3_256,
            60,
            new Choice<>("link-state", RoutingPolicy.Base.SIMPLE),
            new LinkStateTimers(Duration.ofSeconds(4), Duration.ofSeconds(15), Duration.ofSeconds(60)),
            "dht",
            new DirectoryParameters(
                    3, 8, Duration.ofSeconds(86_400), Duration.ofSeconds(900), Duration.ofSeconds(900), 0x7a351b7cL),
            "flat",
            new Choice<>("mb-ecn", CongestionPolicy.Base.MULTI_BIT_ECN),
            "priority",
            Duration.ofSeconds(3));

    // ---- connections ----

    @ParameterizedTest
    @CsvSource({
        "cep-enroll-initiator, Enrollment,    OEP, 0, 0",
        "cep-enroll-acceptor,  Enrollment,    OEP, 0, 0",
        "cep-mgmt-initiator,   Management,    LSP, 0, 84156b0f",
        "cep-mgmt-acceptor,    Management,    LSP, 0, 7a351b7c",
        "cep-dt-initiator,     Data Transfer, dtp, 2, 84156b0f",
        "cep-dt-acceptor,      Data Transfer, dtp, 2, 7a351b7c"
    })
    void capturedIntroductions(String vector, String component, String protocol, int syntax, String address) {
        CepMessage expected =
                new CepMessage(component, protocol, 1, syntax, Long.parseLong(address, 16), Optional.empty());
        assertEquals(Optional.of(expected), CepMessage.decode(Vector.read(vector)));
        assertArrayEquals(Vector.read(vector), expected.encode());
    }

    @Test
    void anIntroductionCarriesTheNameOfTheIpcpAsFarAsAPeerHasRoom() {
        CepMessage named = new CepMessage("Management", "LSP", 1, 0, 7, Optional.of("uni.a"));
        assertEquals(Optional.of(named), CepMessage.decode(named.encode()));
        int bare = new CepMessage("Management", "LSP", 1, 0, 7, Optional.empty()).encode().length;
        for (int length = 80; length <= 255; length++) {
            byte[] message = new CepMessage("Management", "LSP", 1, 0, 7, Optional.of("n".repeat(length))).encode();
            assertTrue(message.length == bare || message.length == bare + 3 + length, "length " + message.length);
            assertTrue(message.length <= CepMessage.LONGEST_BYTES);
        }
    }

    // ---- enrolment ----

    @Test
    void capturedEnrolment() {
        long id = 0x3e222a20f462dc47L;
        assertEquals(Optional.of(new EnrolmentRequest(id)), EnrolmentRequest.decode(Vector.read("enroll-req")));
        assertArrayEquals(Vector.read("enroll-req"), new EnrolmentRequest(id).encode());

        EnrolmentResponse response = new EnrolmentResponse(id, 1_795_332_815_110_818_416L, 0, Optional.of(DEFAULTS));
        assertEquals(Optional.of(response), EnrolmentResponse.decode(Vector.read("enroll-resp-unicast")));
        assertArrayEquals(Vector.read("enroll-resp-unicast"), response.encode());

        assertEquals(Optional.of(new EnrolmentAck(id, 0)), EnrolmentAck.decode(Vector.read("enroll-ack")));
        assertArrayEquals(Vector.read("enroll-ack"), new EnrolmentAck(id, 0).encode());
    }

    @Test
    void policiesThatTheWireHasNoNumbersForTravelByName() {
        LayerConfiguration rich = new LayerConfiguration(
                "net",
                HashAlgorithm.SHA3_512,
                255,
                new Choice<>("my-routing", RoutingPolicy.Base.EQUAL_COST),
                DEFAULTS.linkState(),
                "my-directory",
                DEFAULTS.parameters(),
                "my-addresses",
                new Choice<>("my-congestion", CongestionPolicy.Base.NONE),
                "my-scheduling",
                Duration.ofMillis(250));
        EnrolmentResponse response = new EnrolmentResponse(1, 2, 0, Optional.of(rich));
        assertEquals(Optional.of(response), EnrolmentResponse.decode(response.encode()));
    }

    @Test
    void aRefusalHasNoLayer() {
        EnrolmentResponse refusal = new EnrolmentResponse(5, 6_000_000_007L, -1, Optional.empty());
        assertEquals(Optional.of(refusal), EnrolmentResponse.decode(refusal.encode()));
    }

    @Test
    void anEnrolmentInALayerOfAnotherTypeIsNotUnderstood() {
        Fields info = new Fields().put(1, "bclayer").put(2, 1);
        byte[] broadcast = new Fields()
                .put(1, new byte[8])
                .put(2, 1)
                .put(3, 1)
                .put(4, 0)
                .put(5, new Fields().put(1, info).put(2, 2))
                .encode();
        assertEquals(Optional.empty(), EnrolmentResponse.decode(broadcast));
    }

    // ---- link state ----

    @ParameterizedTest
    @CsvSource({"lsa-initial, 7a351b7c, 84156b0f, 0", "lsa-periodic, 7a351b7c, 81d7fcee, 2"})
    void capturedLinkState(String vector, String from, String to, long sequence) {
        LinkStateMessage expected =
                new LinkStateMessage(Long.parseLong(from, 16), Long.parseLong(to, 16), sequence, false);
        assertEquals(Optional.of(expected), LinkStateMessage.decode(Vector.read(vector)));
        assertArrayEquals(Vector.read(vector), expected.encode());
    }

    @Test
    void aWithdrawalIsNoAnnouncementForThoseWhoDoNotKnowIt() {
        LinkStateMessage withdrawal = new LinkStateMessage(1, 2, -1, true);
        assertEquals(Optional.of(withdrawal), LinkStateMessage.decode(withdrawal.encode()));
        assertTrue(withdrawal.encode().length != 24);
    }

    // ---- flow allocation ----

    @ParameterizedTest
    @CsvSource({
        "fa-flow-req-raw,       f0ceb72e00000042, 1de43da4cd9f22dbe7d375a7c365495b77b129eec9c704a982b1375b26887e24",
        "fa-flow-req-forwarded, 6e6bef5b00000042, aac9845c0c3bf4dc9d58178fad7f6be3843708603af7d7d9817a6fa35043620d",
        "fa-flow-req-voice,     9a3d50fd00000042, aac9845c0c3bf4dc9d58178fad7f6be3843708603af7d7d9817a6fa35043620d"
    })
    void capturedRequests(String vector, String eid, String hash) {
        byte[] captured = Vector.payload(vector);
        FlowMessage.Request request = assertInstanceOf(
                FlowMessage.Request.class,
                FlowMessage.decode(captured, HASH_BYTES).orElseThrow());
        assertEquals(0x84156b0fL, request.source());
        assertEquals(Long.parseUnsignedLong(eid, 16), request.sourceEid());
        assertEquals(vector.endsWith("voice") ? QosSpec.VOICE : QosSpec.RAW, request.qos());
        assertEquals(hash, request.destination().toString());
        assertEquals(36, request.oap().length);
        assertArrayEquals(captured, request.encode());
    }

    @Test
    void capturedReplyAndUpdate() {
        byte[] captured = Vector.payload("fa-flow-reply");
        FlowMessage.Reply reply = assertInstanceOf(
                FlowMessage.Reply.class,
                FlowMessage.decode(captured, HASH_BYTES).orElseThrow());
        assertEquals(0xf0ceb72e00000042L, reply.eid());
        assertEquals(0xe64f3bb000000044L, reply.sourceEid());
        assertEquals(0, reply.response());
        assertEquals(84, reply.oap().length);
        assertArrayEquals(captured, reply.encode());

        byte[] update = Vector.payload("fa-flow-update");
        assertEquals(
                Optional.of(new FlowMessage.Update(0x7aed5e1400000042L, 1)), FlowMessage.decode(update, HASH_BYTES));
        assertArrayEquals(update, new FlowMessage.Update(0x7aed5e1400000042L, 1).encode());
    }

    @Test
    void aRepetitionIsTheRequestWithAnotherCode() {
        byte[] captured = Vector.payload("fa-flow-req-raw");
        FlowMessage.Request request = assertInstanceOf(
                FlowMessage.Request.class,
                FlowMessage.decode(captured, HASH_BYTES).orElseThrow());
        byte[] repetition = new FlowMessage.Repetition(request).encode();
        captured[58] = 4;
        assertArrayEquals(captured, repetition);
        FlowMessage.Repetition read = assertInstanceOf(
                FlowMessage.Repetition.class,
                FlowMessage.decode(repetition, HASH_BYTES).orElseThrow());
        assertArrayEquals(repetition, read.encode());
    }

    @Test
    void whatOnlyWeSayHasACodeThatOthersIgnore() {
        FlowMessage deallocation = new FlowMessage.Deallocation(64, -1);
        assertEquals(Optional.of(deallocation), FlowMessage.decode(deallocation.encode(), HASH_BYTES));
        FlowMessage.Word word = new FlowMessage.Word(7, new byte[] {1, 2, 3});
        FlowMessage.Word read = assertInstanceOf(
                FlowMessage.Word.class,
                FlowMessage.decode(word.encode(), HASH_BYTES).orElseThrow());
        assertEquals(7, read.source());
        assertArrayEquals(word.text(), read.text());
        byte[] unknown = deallocation.encode();
        unknown[58] = 6;
        assertEquals(Optional.empty(), FlowMessage.decode(unknown, HASH_BYTES));
    }
}
