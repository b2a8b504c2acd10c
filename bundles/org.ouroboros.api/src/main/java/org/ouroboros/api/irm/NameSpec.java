// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.api.irm;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * What a name is created with.
 *
 * @param name the name, 1..255 bytes
 * @param balancing name of the load-balancing policy; it need not be installed yet
 * @param security files with the security settings of the name, by purpose
 */
public record NameSpec(String name, String balancing, Map<SecurityFile, Path> security) {
    /** Balancing policy of a name that is created explicitly. */
    public static final String ROUND_ROBIN = "round-robin";

    /** Balancing policy of a name that comes to be by binding or registering. */
    public static final String SPILLOVER = "spillover";

    /** Purposes of the files that say how flows of a name are protected. */
    public enum SecurityFile {
        /** Encryption settings of the server. */
        SERVER_ENCRYPTION("sencpath"),
        /** Certificate of the server. */
        SERVER_CERTIFICATE("scrtpath"),
        /** Private key of the server. */
        SERVER_KEY("skeypath"),
        /** Encryption settings of the client. */
        CLIENT_ENCRYPTION("cencpath"),
        /** Certificate of the client. */
        CLIENT_CERTIFICATE("ccrtpath"),
        /** Private key of the client. */
        CLIENT_KEY("ckeypath");

        private final String keyword;

        SecurityFile(String keyword) {
            this.keyword = keyword;
        }

        /** {@return the keyword of the {@code irm} command} */
        public String keyword() {
            return keyword;
        }

        /**
         * Finds a purpose by keyword.
         *
         * @param keyword keyword of the {@code irm} command
         * @return the purpose, or empty
         */
        public static Optional<SecurityFile> ofKeyword(String keyword) {
            for (SecurityFile file : values()) {
                if (file.keyword.equals(keyword)) {
                    return Optional.of(file);
                }
            }
            return Optional.empty();
        }
    }

    /** Copies the map. */
    public NameSpec {
        security = Map.copyOf(security);
    }

    /**
     * A name without security settings.
     *
     * @param name the name, 1..255 bytes
     * @param balancing name of the load-balancing policy
     * @return its spec
     */
    public static NameSpec of(String name, String balancing) {
        return new NameSpec(name, balancing, Map.of());
    }
}
