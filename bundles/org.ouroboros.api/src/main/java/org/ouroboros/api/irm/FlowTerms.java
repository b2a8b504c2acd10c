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
 * @param timeout silence after which either end counts the other one as dead: from {@link #SHORTEST_TIMEOUT} to {@link #LONGEST_TIMEOUT}, or 0, which
 *     turns that off
 */
public record FlowTerms(Optional<String> cipher, Optional<String> keyExchange, Optional<Duration> timeout) {
    /** The shortest time-out of a peer: signs of life, four in that time, are late now and then. */
    public static final Duration SHORTEST_TIMEOUT = Duration.ofMillis(100);

    /** The longest time-out of a peer. */
    public static final Duration LONGEST_TIMEOUT = Duration.ofMillis(0xFFFF_FFFFL);

    /** Says nothing: another key, as the settings of the name have it. */
    public static final FlowTerms OF_NAME = new FlowTerms(Optional.empty(), Optional.empty(), Optional.empty());

    /** Checks the time-out. */
    public FlowTerms {
        timeout.ifPresent(FlowTerms::requireTimeout);
    }

    private static void requireTimeout(Duration silence) {
        if (!silence.isZero() && (silence.compareTo(SHORTEST_TIMEOUT) < 0 || silence.compareTo(LONGEST_TIMEOUT) > 0)) {
            throw new IllegalArgumentException("a time-out of " + silence.toMillis() + " ms is outside "
                    + SHORTEST_TIMEOUT.toMillis() + ".." + LONGEST_TIMEOUT.toMillis()
                    + " ms; a late sign of life would end the flow after less; 0 is for none");
        }
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
