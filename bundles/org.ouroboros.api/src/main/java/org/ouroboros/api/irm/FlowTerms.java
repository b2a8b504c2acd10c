// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.api.irm;

import java.time.Duration;
import java.util.Optional;

/**
 * What an open flow is to be like from now on. What is not said of its encryption is as the security settings of its name have it at the time, and
 * what is not said of the rest stays.
 *
 * @param cipher name of an installed cipher; the peer uses a stronger one if its settings ask for that
 * @param keyExchange name of an installed key exchange
 * @param timeout silence after which either end counts the other one as dead; 0 turns that off, at most {@link #LONGEST_TIMEOUT}
 */
public record FlowTerms(Optional<String> cipher, Optional<String> keyExchange, Optional<Duration> timeout) {
    /** The longest time-out of a peer. */
    public static final Duration LONGEST_TIMEOUT = Duration.ofMillis(0xFFFF_FFFFL);

    /** Says nothing: another key, as the settings of the name have it. */
    public static final FlowTerms OF_NAME = new FlowTerms(Optional.empty(), Optional.empty(), Optional.empty());

    /** Checks the time-out. */
    public FlowTerms {
        timeout.filter(silence -> silence.isNegative() || silence.compareTo(LONGEST_TIMEOUT) > 0)
                .ifPresent(silence -> {
                    throw new IllegalArgumentException(
                            "a time-out of " + silence.toMillis() + " ms is outside 0.." + LONGEST_TIMEOUT.toMillis());
                });
    }

    /**
     * Asks for a cipher.
     *
     * @param wanted its name
     * @return the same terms with the cipher
     */
    public FlowTerms withCipher(String wanted) {
        return new FlowTerms(Optional.of(wanted), keyExchange, timeout);
    }

    /**
     * Asks for a key exchange.
     *
     * @param wanted its name
     * @return the same terms with the key exchange
     */
    public FlowTerms withKeyExchange(String wanted) {
        return new FlowTerms(cipher, Optional.of(wanted), timeout);
    }

    /**
     * Asks for another time-out of the peer.
     *
     * @param silence how long it may be silent
     * @return the same terms with the time-out
     */
    public FlowTerms withTimeout(Duration silence) {
        return new FlowTerms(cipher, keyExchange, Optional.of(silence));
    }
}
