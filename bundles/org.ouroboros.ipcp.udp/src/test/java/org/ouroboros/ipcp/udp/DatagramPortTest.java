// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.ipcp.udp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DatagramPortTest {
    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, 127.0.0.1:3435",
        "::1, [::1]:3435",
        "::, [::]:3435",
        "fe80::, [fe80::]:3435",
        "2001:db8::2:0:1, [2001:db8::2:0:1]:3435",
        "2001:db8:1:2:3:4:5:0, [2001:db8:1:2:3:4:5:0]:3435"
    })
    void aDestinationIsShownAsPeopleWriteIt(String address, String label) {
        DatagramPort.Remote remote = () -> new InetSocketAddress(InetAddress.ofLiteral(address), 3435);
        assertEquals(label, remote.label());
    }
}
