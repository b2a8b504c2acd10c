// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.endpoint.oap;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.ouroboros.endpoint.vectors.VectorFile;
import org.ouroboros.endpoint.vectors.VectorFile.Section;
import org.ouroboros.policy.keyexchange.Agreement;
import org.ouroboros.policy.keyexchange.KeyShare;

/** Keys that the prototype derived, by every hash that it has. */
class SessionKeysTest {
    static List<Section> exchanges() {
        return VectorFile.with(SessionKeysTest.class, "kex-dhe.txt", "shared_secret");
    }

    @Test
    void everyHashIsThere() {
        assertEquals(
                Set.of("sha256", "sha384", "sha512", "sha3-256", "sha3-384", "sha3-512", "blake2s256", "blake2b512"),
                exchanges().stream().map(section -> section.text("kdf")).collect(Collectors.toSet()));
    }

    @ParameterizedTest
    @MethodSource("exchanges")
    void keyIsReproduced(Section section) {
        Digest kdf = Digest.ofLabel(section.text("kdf")).orElseThrow();
        assertEquals(
                kdf, Digest.ofNid(Integer.parseInt(section.text("kdf_nid"))).orElseThrow());
        Agreement agreement = Agreement.diffieHellman(
                section.bytes("shared_secret"),
                new KeyShare(section.bytes("a_pub_spki"), false),
                new KeyShare(section.bytes("b_pub_spki"), false));
        assertArrayEquals(section.bytes("salt"), agreement.salt());
        if (section.text("kdf").startsWith("blake")) {
            Refusal refusal = assertThrows(Refusal.class, () -> SessionKeys.derive(kdf, agreement));
            assertTrue(refusal.toString().contains("which this Java platform lacks"), refusal.toString());
        } else {
            assertArrayEquals(section.bytes("key"), SessionKeys.derive(kdf, agreement));
        }
    }

    @Test
    void aSecretThatIsTooShortIsRefused() {
        KeyShare share = new KeyShare(new byte[] {1}, false);
        assertThrows(IllegalArgumentException.class, () -> Agreement.diffieHellman(new byte[31], share, share));
    }
}
