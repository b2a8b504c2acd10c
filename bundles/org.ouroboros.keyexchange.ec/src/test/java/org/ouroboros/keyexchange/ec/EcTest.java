// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.keyexchange.ec;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.ouroboros.policy.keyexchange.Agreement;
import org.ouroboros.policy.keyexchange.KeyExchangePolicy;
import org.ouroboros.policy.keyexchange.KeyShare;

/** The curves of the prototype: its secrets are reproduced, and what is no key is refused. */
class EcTest {
    private static final Map<String, Curve> CURVES =
            Map.of("prime256v1", Curve.PRIME256V1, "secp384r1", Curve.SECP384R1, "secp521r1", Curve.SECP521R1);

    private final SecureRandom random = new SecureRandom();

    static Stream<KeyExchangePolicy> policies() {
        return Stream.of(new Prime256v1Policy(), new Secp384r1Policy(), new Secp521r1Policy());
    }

    static List<Map<String, String>> vectors() {
        List<Map<String, String>> sections = new ArrayList<>();
        for (String line : text().lines().toList()) {
            int equals = line.indexOf(" = ");
            if (line.startsWith("[")) {
                sections.add(new HashMap<>());
            } else if (equals >= 0 && !line.startsWith("#")) {
                sections.getLast().put(line.substring(0, equals), line.substring(equals + 3));
            }
        }
        return sections.stream()
                .filter(section -> CURVES.containsKey(section.get("kex")))
                .toList();
    }

    @Test
    void allCurvesAreThere() {
        assertEquals(
                CURVES.keySet(),
                Set.copyOf(vectors().stream().map(section -> section.get("kex")).toList()));
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void bothEndsComeToTheSecretOfThePrototype(Map<String, String> section) throws GeneralSecurityException {
        Curve curve = Objects.requireNonNull(CURVES.get(section.get("kex")));
        for (List<String> ends : List.of(List.of("a", "b"), List.of("b", "a"))) {
            EphemeralKey own = new EphemeralKey(curve, pair(section, ends.get(0)));
            assertArrayEquals(
                    bytes(section, ends.get(0) + "_pub_spki"), own.offer().bytes());
            try (own;
                    Agreement agreement =
                            own.complete(new KeyShare(bytes(section, ends.get(1) + "_pub_spki"), false))) {
                assertArrayEquals(bytes(section, "shared_secret"), agreement.secret());
                assertArrayEquals(bytes(section, "salt"), agreement.salt());
                assertEquals("o7s-ossl-dhe", agreement.label());
            }
        }
    }

    @ParameterizedTest
    @MethodSource("policies")
    void clientAndServerShareASecretThatIsWiped(KeyExchangePolicy policy) throws GeneralSecurityException {
        try (KeyExchangePolicy.Initiation client = policy.initiate(random)) {
            KeyExchangePolicy.Answer server = policy.answer(client.offer(), random);
            Agreement agreed = client.complete(server.share());
            assertArrayEquals(agreed.secret(), server.agreement().secret());
            assertArrayEquals(agreed.salt(), server.agreement().salt());
            agreed.close();
            assertArrayEquals(new byte[agreed.secret().length], agreed.secret());
        }
    }

    @ParameterizedTest
    @MethodSource("policies")
    void onlyKeysOfTheOwnCurveAreRecognised(KeyExchangePolicy policy) throws GeneralSecurityException {
        for (KeyExchangePolicy other : policies().toList()) {
            KeyShare offer = other.initiate(random).offer();
            assertEquals(other.strength() == policy.strength(), policy.recognises(offer));
            assertFalse(policy.recognises(new KeyShare(offer.bytes(), true)));
            for (int length = 0; length < offer.bytes().length; length++) {
                assertFalse(policy.recognises(new KeyShare(Arrays.copyOf(offer.bytes(), length), false)));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("policies")
    void aPointThatIsNotOnTheCurveIsRefused(KeyExchangePolicy policy) throws GeneralSecurityException {
        byte[] offer = policy.initiate(random).offer().bytes().clone();
        offer[offer.length - 1] ^= 1;
        assertTrue(policy.recognises(new KeyShare(offer, false)));
        assertThrows(GeneralSecurityException.class, () -> policy.answer(new KeyShare(offer, false), random));
        Arrays.fill(offer, offer.length - 64, offer.length, (byte) 0);
        assertThrows(GeneralSecurityException.class, () -> policy.answer(new KeyShare(offer, false), random));
        try (KeyExchangePolicy.Initiation client = policy.initiate(random)) {
            assertThrows(GeneralSecurityException.class, () -> client.complete(new KeyShare(new byte[] {1, 2}, false)));
        }
    }

    private static KeyPair pair(Map<String, String> section, String end) throws GeneralSecurityException {
        KeyFactory keys = KeyFactory.getInstance("EC");
        return new KeyPair(
                keys.generatePublic(new X509EncodedKeySpec(bytes(section, end + "_pub_spki"))),
                keys.generatePrivate(new PKCS8EncodedKeySpec(bytes(section, end + "_priv_pkcs8"))));
    }

    private static byte[] bytes(Map<String, String> section, String name) {
        return HexFormat.of().parseHex(Objects.requireNonNull(section.get(name), name));
    }

    private static String text() {
        try (InputStream in = Objects.requireNonNull(EcTest.class.getResourceAsStream("kex-dhe.txt"))) {
            return new String(in.readAllBytes(), StandardCharsets.US_ASCII);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
