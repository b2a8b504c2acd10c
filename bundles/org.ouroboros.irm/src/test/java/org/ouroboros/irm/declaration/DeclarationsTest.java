// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.irm.declaration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Method;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.ouroboros.api.QosSpec;
import org.ouroboros.api.irm.LayerComponent;
import org.ouroboros.api.irm.LayerSpec;
import org.ouroboros.api.irm.NameSpec;
import org.ouroboros.api.irm.NameSpec.SecurityFile;
import org.ouroboros.api.irm.ProgramBinding;
import org.ouroboros.policy.ipcp.Peer;

/** What is declared is written and read without loss, and what is wrong is named with its key. */
class DeclarationsTest {
    private static final String ODD = "a/b,c|d\\e*f ~\u4e2d=";

    static List<Declaration> declarations() {
        return List.of(
                new Declaration.OfPeer(new Peer(ODD, "192.0.2.1", OptionalInt.of(65_535))),
                new Declaration.OfPeer(new Peer("far", "2001:db8::1", OptionalInt.empty())),
                Declaration.OfIpcp.created(ODD, "local"),
                Declaration.OfIpcp.created("i", "virtual")
                        .joining(
                                new Membership.Bootstrap(new LayerSpec(ODD, Map.of("loss", "0.5", "seed", "1"))),
                                true,
                                7),
                Declaration.OfIpcp.created("i", "unicast")
                        .joining(new Membership.Enrolment(ODD, Optional.of("lan")), false, 1)
                        .connected(List.of(
                                new Connection(ODD, Set.of(LayerComponent.DATA_TRANSFER), QosSpec.VOICE),
                                new Connection("n", Set.of(LayerComponent.MANAGEMENT), QosSpec.DATA.withBer(3)),
                                new Connection("o", Set.of(LayerComponent.values()), QosSpec.DATA.withTimeoutMs(1)),
                                new Connection("m", Set.of(LayerComponent.values()), QosSpec.RAW))),
                new Declaration.OfName(
                        new NameSpec(ODD, "spillover", Map.of(SecurityFile.SERVER_KEY, Path.of("/k e/y"))),
                        List.of(Wildcard.exactly(ODD), Wildcard.parse("x*")),
                        List.of(Wildcard.parse("*"))),
                new Declaration.OfProgram(new ProgramBinding("p", ODD, true, List.of("a,b", "", "-x"))),
                new Declaration.OfBoundIpcp(ODD, "n".repeat(255)));
    }

    @ParameterizedTest
    @MethodSource("declarations")
    void whatIsWrittenIsReadAsItWas(Declaration declaration) throws Malformed {
        assertEquals(declaration, Declarations.read(declaration.key().kind(), Declarations.write(declaration)));
    }

    @Test
    void fileIsReadWithItsListsAndDefaults() throws Malformed {
        assertEquals(
                new Declaration.OfName(
                        NameSpec.of("ping", NameSpec.ROUND_ROBIN),
                        List.of(Wildcard.exactly("a,b"), Wildcard.parse("c*")),
                        List.of()),
                Declarations.read(
                        Kind.NAME,
                        Map.of("name", "ping", "ipcps", "a\\,b, c*", "felix.fileinstall.filename", "file:/x.cfg")));
        assertEquals(
                List.of(
                        new Connection("a", Set.of(LayerComponent.values()), QosSpec.RAW),
                        new Connection("b", Set.of(LayerComponent.DATA_TRANSFER), QosSpec.VOICE)),
                ((Declaration.OfIpcp) Declarations.read(
                                Kind.IPCP,
                                Map.of("name", "i", "type", "t", "destination", "d", "connections", "a, b|dt|voice")))
                        .connections());
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', textBlock = """
        IPCP;    type=t;                              key 'name' is missing
        IPCP;    name=i;                              key 'type' is missing
        PEER;    name=f;                              key 'address' is missing
        PEER;    name=f/address=there;                address 'there' is no literal IP address: use one such as 192.0.2.1 or 2001:db8::1
        PEER;    name=f/address=::1/port=0;           port 0 is outside 1..65535
        PEER;    name=f/address=::1/port=99999999999; port 2147483647 is outside 1..65535
        PEER;    name=f/address=::1/port=x;           port = 'x' is not a whole number from 0 on
        IPCP;    name=i/typ=t;                        unknown key 'typ'; did you mean 'type'?
        IPCP;    name=i/type=t/option.x=1;            key 'option.x' is for an IPCP that is bootstrapped
        IPCP;    name=i/type=t/layer=l/autobind=yes;  autobind = 'yes' is neither true nor false
        IPCP;    name=i/type=t/layer=l/order=-1;      order = '-1' is not a whole number from 0 on
        IPCP;    name=i/type=t/connections=a;         key 'connections' needs a layer or a destination
        IPCP;    name=i/type=t/layer=l/connections=a|up; component 'up' of a connection is none of dt, mgmt, *
        IPCP;    name=i/type=t/layer=l/connections=a|dt|fast; QoS 'fast' of a connection: unknown QoS 'fast'
        IPCP;    name=i/type=t/layer=;                layer of 0 bytes: use 1 to 255
        NAME;    name=n/layer=l;                      unknown key 'layer'; did you mean 'layers'?
        NAME;    name=;                               name of 0 bytes: use 1 to 255
        BINDING; name=n;                              one of the keys 'program' and 'ipcp' must be there, and neither is
        BINDING; name=n/ipcp=i/program=p;             one of the keys 'program' and 'ipcp' must be there, and both are
        BINDING; name=n/ipcp=i/auto=true;             keys 'auto' and 'args' are for programs
        """)
    void whatIsWrongIsNamed(Kind kind, String properties, String complaint) {
        Map<String, Object> parsed = new HashMap<>();
        for (String property : properties.split("/", -1)) {
            int equals = property.indexOf('=');
            parsed.put(property.substring(0, equals), property.substring(equals + 1));
        }
        Malformed malformed = assertThrows(Malformed.class, () -> Declarations.read(kind, parsed));
        assertTrue(String.valueOf(malformed.getMessage()).startsWith(complaint), malformed.getMessage());
    }

    @Test
    void nameOf256BytesIsRefused() {
        Malformed malformed =
                assertThrows(Malformed.class, () -> Declarations.read(Kind.NAME, Map.of("name", "n".repeat(256))));
        assertEquals("name of 256 bytes: use 1 to 255", malformed.getMessage());
    }

    @Test
    void nameWithControlCharactersIsRefusedAndShownWithEscapes() {
        Malformed malformed = assertThrows(
                Malformed.class, () -> Declarations.read(Kind.IPCP, Map.of("name", "a\n\u001b[2J", "type", "local")));
        assertEquals("name 'a\\n\\u001b[2J' has control characters: leave them out", malformed.getMessage());
    }

    @Test
    void metatypeDescribesTheKeysThatAreRead() {
        assertEquals(Declarations.IPCP_KEYS, keys(IpcpConfiguration.class));
        assertEquals(Declarations.NAME_KEYS, keys(NameConfiguration.class));
        assertEquals(Declarations.BINDING_KEYS, keys(BindingConfiguration.class));
        assertEquals(Declarations.PEER_KEYS, keys(PeerConfiguration.class));
    }

    @ParameterizedTest
    @CsvSource({
        "org.ouroboros.ipcp~home, , IPCP",
        "org.ouroboros.ipcp~my~home, org.ouroboros.ipcp~my, IPCP",
        "org.ouroboros.ipcp.1234, org.ouroboros.ipcp, IPCP",
        "org.ouroboros.name~n, org.ouroboros.name, NAME",
        "org.ouroboros.irm.peer~far, , PEER",
        "org.ouroboros.irm, , ",
        "org.ouroboros.ipcp.local, , "
    })
    void configurationsAreToldApartByTheirPids(String pid, String factoryPid, Kind kind) {
        assertEquals(Optional.ofNullable(kind), Kind.of(pid, factoryPid));
    }

    @ParameterizedTest
    @CsvSource({
        "a*c, abc, true", "a*c, ac, true", "a*c, ab, false", "*, '', true", "a*a, a, false", "a*b*c, abbc, true",
        "a*b*c, acb, false", "abc, abc, true", "abc, abcd, false", "\\*, x, false", "\\*, *, true", "*b*b, ab, false"
    })
    void asteriskStandsForAnyText(String pattern, String text, boolean matches) {
        assertEquals(matches, Wildcard.parse(pattern).matches(text));
        assertEquals(pattern, Wildcard.parse(pattern).toString());
    }

    private static Set<String> keys(Class<?> configuration) {
        return Arrays.stream(configuration.getDeclaredMethods())
                .map(Method::getName)
                .collect(Collectors.toSet());
    }
}
