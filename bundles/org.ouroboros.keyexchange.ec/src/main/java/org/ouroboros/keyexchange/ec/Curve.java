// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.keyexchange.ec;

import java.util.Arrays;
import java.util.HexFormat;
import org.ouroboros.policy.keyexchange.KeyShare;

/**
 * A curve, and how its public keys are on the wire: named curve, uncompressed point (end-to-end specification, section 3.1).
 *
 * <pre>
 *   | what every such key begins with, the curve's name in it | 4 | x | y |
 * </pre>
 */
final class Curve {
    static final Curve PRIME256V1 = new Curve("secp256r1", 32, "3059301306072a8648ce3d020106082a8648ce3d030107034200");
    static final Curve SECP384R1 = new Curve("secp384r1", 48, "3076301006072a8648ce3d020106052b81040022036200");
    static final Curve SECP521R1 = new Curve("secp521r1", 66, "30819b301006072a8648ce3d020106052b8104002303818600");

    private static final byte UNCOMPRESSED = 4;

    private final String jdkName;
    private final byte[] prefix;
    private final int length;

    private Curve(String jdkName, int coordinateBytes, String prefix) {
        this.jdkName = jdkName;
        this.prefix = HexFormat.of().parseHex(prefix);
        this.length = this.prefix.length + 1 + 2 * coordinateBytes;
    }

    String jdkName() {
        return jdkName;
    }

    /** {@return whether this looks like a key on this curve} Whether its point is on it shows when it is used. */
    boolean isShare(KeyShare share) {
        byte[] bytes = share.bytes();
        return !share.raw()
                && bytes.length == length
                && Arrays.equals(bytes, 0, prefix.length, prefix, 0, prefix.length)
                && bytes[prefix.length] == UNCOMPRESSED;
    }
}
