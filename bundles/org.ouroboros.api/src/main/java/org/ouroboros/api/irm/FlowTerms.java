// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.api.irm;

import java.util.Optional;

/**
 * How an open flow is to be encrypted from now on. What is not said is as the security settings of its name have it at the time.
 *
 * @param cipher name of an installed cipher; the peer uses a stronger one if its settings ask for that
 * @param keyExchange name of an installed key exchange
 */
public record FlowTerms(Optional<String> cipher, Optional<String> keyExchange) {
    /** Says nothing: another key, as the settings of the name have it. */
    public static final FlowTerms OF_NAME = new FlowTerms(Optional.empty(), Optional.empty());

    /**
     * Asks for a cipher.
     *
     * @param wanted its name
     * @return the same terms with the cipher
     */
    public FlowTerms withCipher(String wanted) {
        return new FlowTerms(Optional.of(wanted), keyExchange);
    }

    /**
     * Asks for a key exchange.
     *
     * @param wanted its name
     * @return the same terms with the key exchange
     */
    public FlowTerms withKeyExchange(String wanted) {
        return new FlowTerms(cipher, Optional.of(wanted));
    }
}
