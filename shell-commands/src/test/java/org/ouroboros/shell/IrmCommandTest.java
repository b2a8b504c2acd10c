// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.ouroboros.shell.RecordingIrm.ipcp;
import static org.ouroboros.shell.RecordingIrm.member;
import static org.ouroboros.shell.RecordingIrm.name;
import static org.ouroboros.shell.RecordingIrm.type;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ouroboros.api.irm.BoundProgram;
import org.ouroboros.api.irm.NameInfo;
import org.ouroboros.api.irm.NameSpec;
import org.ouroboros.api.irm.Origin;
import org.ouroboros.api.irm.PolicyInfo;
import org.ouroboros.api.irm.ProgramBinding;

/** Command lines as they are typed, through Gogo, to the calls that the IRM gets. */
class IrmCommandTest {
    private final RecordingIrm irm = new RecordingIrm();
    private final GogoSession session = new GogoSession(irm, List.of("p", "42", "org.example.p"));

    IrmCommandTest() {
        irm.types = List.of(
                type("broadcast"),
                type("eth-dix", "hash", "dev", "ethertype"),
                type("local", "hash"),
                type("udp4", "ip", "port", "dns"),
                type("unicast", "hash", "addr", "eid", "ttl", "routing"),
                type("virtual", "loss", "delay_ms"));
    }

    @AfterEach
    void close() {
        session.close();
    }

    private void assertCalls(String line, String... calls) throws Exception {
        irm.calls.clear();
        assertEquals("", session.execute(line));
        assertEquals(List.of(calls), irm.calls);
    }

    private void assertFails(String line, String message) {
        irm.calls.clear();
        Exception failure = assertThrows(Exception.class, () -> session.execute(line));
        assertEquals(message, failure.toString());
        assertEquals(List.of(), irm.calls);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
        irm ipcp create name a type local               | createIpcp a local
        irm i c n a t l                                 | createIpcp a local
        irm ipcp create type udp4 name 007              | createIpcp 007 udp4
        irm ipcp create name 1.10 type u                | createIpcp 1.10 unicast
        irm ipcp create name null type v                | createIpcp null virtual
        irm ipcp create name 'a b' type ud              | createIpcp a b udp4
        irm ipcp destroy name a                         | destroyIpcp a
        irm i d n a                                     | destroyIpcp a
        irm ipcp connect name a dst b                   | connect a b [MANAGEMENT, DATA_TRANSFER] raw
        irm ipcp connect name a dst b component '*'     | connect a b [MANAGEMENT, DATA_TRANSFER] raw
        irm ipcp connect name a dst b qos raw-no-errors | connect a b [MANAGEMENT, DATA_TRANSFER] raw-no-errors
        irm i co n a d b c dt q v                       | connect a b [DATA_TRANSFER] video
        irm ipcp connect name a dst b qos data comp m   | connect a b [MANAGEMENT] data
        irm ipcp disconnect name a dst b                | disconnect a b [MANAGEMENT, DATA_TRANSFER]
        irm i di n a d b c dt                           | disconnect a b [DATA_TRANSFER]
        irm ipcp peer add far 192.0.2.1                 | addPeer far 192.0.2.1 -
        irm i p a far 192.0.2.1:3436                    | addPeer far 192.0.2.1 3436
        irm ipcp peer add far ::1                       | addPeer far ::1 -
        irm ipcp peer add far '[::1]'                   | addPeer far ::1 -
        irm ipcp peer add far '[2001:db8::1]:3435'      | addPeer far 2001:db8::1 3435
        irm ipcp peer add far nowhere                   | addPeer far nowhere -
        irm ipcp peer add far 192.0.2.1 --transient     | unkept; addPeer far 192.0.2.1 -
        irm ipcp peer remove far                        | removePeer far
        irm bind program org.example.p name n           | bindProgram org.example.p n false []
        irm b p p auto name n                           | bindProgram p n true []
        irm bind program p name n auto -- -v 1.0 name x | bindProgram p n true [-v, 1.0, name, x]
        irm bind process 42 name n                      | bindProcess 42 n
        irm b pro 42 n x                                | bindProgram 42 x false []
        irm b proc 42 n x                               | bindProcess 42 x
        irm bind ipcp i name n                          | bindIpcp i n
        irm unbind program p name n                     | unbindProgram p n
        irm unbind process 42 name n                    | unbindProcess 42 n
        irm u i i n n                                   | unbindIpcp i n
        irm name create n                               | createName n round-robin {}
        irm name destroy n                              | destroyName n
        irm name register n ipcp a ipcp b ipcp a        | register n [a, b]
        irm name unregister n ipcp a                    | unregister n [a]
        irm n u n i a                                   | unregister n [a]
        """)
    void aLineBecomesACall(String line, String calls) throws Exception {
        irm.names = List.of(name("n", "round-robin"));
        assertCalls(line, calls.split("; ", -1));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
        irm                             | irm: a command is missing; use one of ipcp, bind, unbind, name, help
        irm x                           | irm: unknown command 'x'; use one of ipcp, bind, unbind, name, help
        irm ipcp                        | irm ipcp: a command is missing; use one of create, destroy, bootstrap, enroll, connect, disconnect, list, peer
        irm ipcp peer                   | irm ipcp peer: a command is missing; use one of add, remove, list
        irm i p add far                 | ADDRESS[:PORT] is missing; usage: irm ipcp peer add NAME ADDRESS[:PORT] [--transient]
        irm i p add far 192.0.2.1:udp   | ':udp' behind the address is not a colon and a port; usage: irm ipcp peer add NAME ADDRESS[:PORT] [--transient]
        irm i p add far '[::1]3435'     | '3435' behind the address is not a colon and a port; usage: irm ipcp peer add NAME ADDRESS[:PORT] [--transient]
        irm bind bundle                 | irm bind: unknown command 'bundle'; use one of program, process, ipcp
        irm ipcp create                 | 'name' is missing; usage: irm ipcp create name IPCP type TYPE [--transient]
        irm i c n                       | 'n' needs a value; usage: irm ipcp create name IPCP type TYPE [--transient]
        irm i c name --transient t l    | 'name' needs a value: '--transient' is none, since it begins with --; usage: irm ipcp create name IPCP type TYPE [--transient]
        irm name destroy --transient    | NAME is missing: '--transient' is none, since it begins with --; usage: irm name destroy NAME [--transient]
        irm name unregister n layer l   | no name 'n'; there is none
        irm i c n a n b                 | 'name' is given twice; usage: irm ipcp create name IPCP type TYPE [--transient]
        irm i c n a t l size 4          | unknown word 'size'; usage: irm ipcp create name IPCP type TYPE [--transient]
        irm i c n a t '' x y            | unknown word 'x'; usage: irm ipcp create name IPCP type TYPE [--transient]
        irm i c n a t eth-llc           | no type of IPCP 'eth-llc' is installed; use one of unicast, broadcast, local, udp4, eth-dix, virtual
        irm i enroll name a             | 'layer' and 'dst' are missing, one of which is needed; usage: irm ipcp enroll name IPCP [layer LAYER] [dst NAME] [type TYPE] [autobind] [--transient]
        irm i enroll name a layer l     | no IPCP matches 'a'; a name without '*' and with type TYPE creates it
        irm i connect n a d b c frcp    | unknown component 'frcp'; use one of dt, mgmt, *
        irm i connect n a d b q gold    | unknown QoS 'gold'; use one of raw, raw-no-errors, best, video, voice, data
        irm bind program                | BUNDLE is missing; usage: irm bind program BUNDLE name NAME [auto] [--transient] [-- ARGUMENT...]
        irm bind process p name n       | 'p' is not the number of a process, see ouroboros:processes; usage: irm bind process PID name NAME
        irm unbind program p            | program 'p' is bound to no name
        irm unbind ipcp i               | IPCP 'i' is bound to no name
        irm unbind process 4            | process 4 is bound to no name
        irm name create                 | NAME is missing; usage: irm name create NAME [lb POLICY] [--transient] [sencpath PATH] [scrtpath PATH] [skeypath PATH] [cencpath PATH] [ccrtpath PATH] [ckeypath PATH]
        irm name register n             | 'ipcp' and 'layer' are missing, one of which is needed; usage: irm name register NAME [ipcp IPCP]... [layer LAYER]... [--transient]
        irm name register n layer l     | no suitable layer 'l'; there is none
        irm help ipcp x                 | irm ipcp: unknown command 'x'; use one of create, destroy, bootstrap, enroll, connect, disconnect, list, peer
        """)
    void whatIsWrongFillsOneLineThatSaysWhatWouldWork(String line, String message) {
        assertFails(line, message);
    }

    @Test
    void withoutAnIrmTheErrorSaysWhatToStart() {
        try (GogoSession lonely = new GogoSession(null)) {
            Exception failure = assertThrows(Exception.class, () -> lonely.execute("irm ipcp list"));
            assertEquals("the IRM is not running: start org.ouroboros.irm and org.ouroboros.loop", failure.toString());
        }
    }

    @Test
    void whatTheIrmRefusesIsItsMessageAlone() {
        irm.unboundNames = Set.of("n");
        assertFails("irm unbind process 4 name n", "process 4 is not bound to n");
    }

    @Test
    void aTransientChangeIsNotKept() throws Exception {
        assertCalls("irm ipcp create name a type local --transient", "unkept", "createIpcp a local");
        assertCalls("irm bind program p name n --t -- --transient", "unkept", "bindProgram p n false [--transient]");
    }

    @Test
    void bootstrapTakesTheOptionsOfTheType() throws Exception {
        irm.ipcps = List.of(ipcp(1, "e", "eth-dix"), ipcp(2, "u", "unicast"));
        assertCalls(
                "irm ipcp bootstrap name e layer lan dev eth0 ethertype 0xA000 hash SHA3_512",
                "bootstrap e lan {dev=eth0, ethertype=0xA000, hash=SHA3_512}");
        assertCalls("irm i b n e l lan e 0xA000 d eth0", "bootstrap e lan {dev=eth0, ethertype=0xA000}");
        assertCalls("irm i b e 16 n u l net a 4", "bootstrap u net {addr=4, eid=16}");
        assertFails(
                "irm i b n e l lan port 3435", "type eth-dix has no option 'port'; use one of hash, dev, ethertype");
        assertFails("irm i b n e l lan mtu 9", "type eth-dix has no option 'mtu'; use one of hash, dev, ethertype");
        assertFails("irm i b n e l lan d a dev b", "option 'dev' is given twice");
    }

    @Test
    void bootstrapCreatesWhatATypeIsGivenFor() throws Exception {
        irm.ipcps = List.of(ipcp(1, "u", "unicast"));
        assertCalls("irm ipcp bootstrap name a layer l type local", "bootstrap a:local l {}");
        assertCalls("irm ipcp bootstrap name u layer l type unicast", "bootstrap u:unicast l {}");
        assertFails(
                "irm ipcp bootstrap name a layer l",
                "no IPCP matches 'a'; a name without '*' and with type TYPE creates it");
        assertFails(
                "irm ipcp bootstrap name 'a*' layer l type local",
                "no IPCP matches 'a*'; a name without '*' and with type TYPE creates it");
    }

    @Test
    void aBadOptionIsFoundBeforeAnythingIsDone() {
        irm.ipcps = List.of(ipcp(1, "a1", "unicast"), ipcp(2, "a2", "local"));
        assertFails("irm i b n b l l t local ttl 5", "type local has no option 'ttl'; use one of hash");
        assertFails("irm i b n 'a*' l l ttl 5", "type local has no option 'ttl'; use one of hash");
    }

    @Test
    void aStarInTheNameBootstrapsAllThatMatch() throws Exception {
        irm.ipcps = List.of(ipcp(1, "a1", "unicast"), ipcp(2, "a2", "local"), ipcp(3, "b", "local"));
        assertCalls("irm ipcp bootstrap name 'a*' layer l", "bootstrap a1 l {}", "bootstrap a2 l {}");
        assertCalls(
                "irm ipcp bootstrap name '*' layer l type local", "bootstrap a2:local l {}", "bootstrap b:local l {}");
    }

    @Test
    void autobindTakesNoValueAndBindsToNameAndLayer() throws Exception {
        irm.ipcps = List.of(ipcp(1, "u", "unicast"), ipcp(2, "b", "broadcast"), ipcp(3, "l", "local"));
        assertCalls("irm ipcp bootstrap autobind name u ttl 5 layer net", "bootstrap u+autobind net {ttl=5}");
        assertCalls("irm i b n b l b au", "bootstrap b+autobind b {}");
        assertFails("irm i b n l l x autobind", "autobind is for types unicast and broadcast, not for local");
    }

    @Test
    void enrollGoesThroughTheLayerUnlessADestinationIsGiven() throws Exception {
        irm.ipcps = List.of(ipcp(1, "u", "unicast"));
        assertCalls("irm ipcp enroll name u layer net", "enrol u:unicast net Optional[net]");
        assertCalls("irm ipcp enrol name u dst r1", "enrol u:unicast r1 Optional.empty");
        assertCalls("irm i e n u l net d r1", "enrol u:unicast r1 Optional[net]");
        assertCalls(
                "irm ipcp enroll name new dst r1 type broadcast autobind",
                "enrol new:broadcast+autobind r1 Optional.empty");
    }

    @Test
    void unbindWithoutANameUnbindsFromAll() throws Exception {
        ProgramBinding program = new ProgramBinding("p", "n1", false, List.of());
        irm.names = List.of(
                new NameInfo(
                        NameSpec.of("n1", "spillover"),
                        List.of(new BoundProgram(program, Origin.KEPT)),
                        List.of(4L),
                        List.of("i"),
                        List.of(),
                        Origin.KEPT,
                        Optional.empty()),
                new NameInfo(
                        NameSpec.of("n2", "spillover"),
                        List.of(),
                        List.of(4L, 5L),
                        List.of("i"),
                        List.of(),
                        Origin.KEPT,
                        Optional.empty()),
                name("n3", "spillover"));
        assertCalls("irm unbind program p", "unbindProgram p n1");
        assertCalls("irm unbind ipcp i", "unbindIpcp i n1", "unbindIpcp i n2");
        assertCalls("irm unbind process 4", "unbindProcess 4 n1", "unbindProcess 4 n2");
        irm.unboundNames = Set.of("n1");
        assertCalls("irm unbind process 4", "unbindProcess 4 n2");
        irm.unboundNames = Set.of("n1", "n2");
        assertFails("irm unbind process 4", "process 4 is bound through its program only; unbind the program");
    }

    @Test
    void aNameTakesAnyBalancingPolicyAndAnAbbreviatedOneIfInstalled() throws Exception {
        irm.policies = List.of(
                new PolicyInfo("balancing", "least-flows", "x", "1"),
                new PolicyInfo("balancing", "random", "x", "1"),
                new PolicyInfo("balancing", "round-robin", "x", "1"),
                new PolicyInfo("encryption", "spill-the-beans", "x", "1"),
                new PolicyInfo("balancing", "spillover", "x", "1"));
        assertCalls("irm name create n lb spill", "createName n spillover {}");
        assertCalls("irm name create n lb r", "createName n round-robin {}");
        assertCalls("irm name create n lb ra", "createName n random {}");
        assertCalls("irm name balance n l", "balance n least-flows");
    }

    @Test
    void whatMayBeInstalledLaterIsNamedWhenItIsNotThere() throws Exception {
        irm.policies = List.of(
                new PolicyInfo("balancing", "round-robin", "x", "1"),
                new PolicyInfo("balancing", "spillover", "x", "1"));
        assertEquals(
                "policy 'to-come' is not installed; processes take turns until it is, or until another is chosen:"
                        + " round-robin, spillover\n",
                session.execute("irm name create n lb to-come"));
        assertEquals(
                "program 'q' is not installed; the name is bound to it when it is\n",
                session.execute("irm bind program q name n"));
        assertEquals(List.of("createName n to-come {}", "bindProgram q n false []"), irm.calls);
    }

    @Test
    void securityFilesArePaths() throws Exception {
        assertCalls(
                "irm name create n s /a/enc.conf sc crt.pem sk key.pem cenc /b ccrt /c ckey /d",
                "createName n round-robin {SERVER_ENCRYPTION=/a/enc.conf, SERVER_CERTIFICATE=crt.pem,"
                        + " SERVER_KEY=key.pem, CLIENT_ENCRYPTION=/b, CLIENT_CERTIFICATE=/c, CLIENT_KEY=/d}");
    }

    @Test
    void registeringTakesLayersAndStars() throws Exception {
        irm.ipcps = List.of(
                member(1, "u1", "unicast", "net"),
                member(2, "u2", "unicast", "netto", "n"),
                member(3, "l", "local", "lo", "n"),
                ipcp(4, "u3", "unicast"));
        irm.names = List.of(name("n", "round-robin"));
        assertCalls("irm name register n layer net", "register n [u1]");
        assertCalls("irm name register n layer 'net*' ipcp l", "register n [l, u1, u2]");
        assertCalls("irm name register n ipcp 'u*'", "register n [u1, u2]");
        assertCalls("irm name register n ipcp u3", "register n [u3]");
        assertCalls("irm name unregister n ipcp '*'", "unregister n [l, u2]");
        assertCalls("irm name unregister n layer lo", "unregister n [l]");
        assertFails("irm name unregister n layer net", "no suitable layer 'net'; use one of netto, lo");
        assertFails("irm name unregister n ipcp 'u1*'", "no suitable IPCP 'u1*'; use one of u2, l");
        assertFails("irm name unregister nope layer net", "no name 'nope'; use one of n");
        assertFails("irm name register n layer x", "no suitable layer 'x'; use one of net, netto, lo");
    }

    @Test
    void listsLookLikeThoseOfThePrototype() throws Exception {
        assertEquals("No IPCPs in system.\n\n", session.execute("irm ipcp list"));
        assertEquals("No names in system.\n\n", session.execute("irm name list"));
        irm.ipcps = List.of(member(22_557, "udp-b", "udp4", "udpnet"), ipcp(8, "v", "virtual"));
        irm.names = List.of(name("t.plain", "round-robin"));
        assertEquals("""
            +---------+----------------------+------------+----------------------+
            |     pid |                 name |       type |                layer |
            +---------+----------------------+------------+----------------------+
            |   22557 |                udp-b |       udp4 |               udpnet |
            |       8 |                    v |    virtual |        Not enrolled. |
            +---------+----------------------+------------+----------------------+

            """, session.execute("irm ipcp list"));
        assertEquals("""
            +----------------------------------------------------+----------------------+
            |                                               name |  load-balance policy |
            +----------------------------------------------------+----------------------+
            |                                            t.plain |          round-robin |
            +----------------------------------------------------+----------------------+
            """, session.execute("irm name list"));
    }

    @Test
    void listsShowWhatIsAskedFor() throws Exception {
        irm.ipcps =
                List.of(member(1, "u1", "unicast", "net"), member(2, "u2", "unicast", "net"), ipcp(3, "v", "virtual"));
        irm.names = List.of(name("a", "spillover"), name("a.b", "spillover"), name("b", "spillover"));
        assertEquals(List.of("u2"), secondColumn(session.execute("irm ipcp list name u2")));
        assertEquals(List.of("u1", "u2"), secondColumn(session.execute("irm ipcp list type uni")));
        assertEquals(List.of("v"), secondColumn(session.execute("irm ipcp list type v name '*'")));
        String names = session.execute("irm name list list a.b.c");
        assertTrue(names.contains(" a |") && names.contains(" a.b |") && !names.contains(" b |"), names);
    }

    private static List<String> secondColumn(String table) {
        return table.lines()
                .skip(3)
                .filter(line -> line.startsWith("|"))
                .map(line -> line.split("\\|", 4)[2].strip())
                .toList();
    }

    @Test
    void outputGoesWhereTheSessionSendsIt(@TempDir Path directory) throws Exception {
        session.workIn(directory);
        assertEquals("", session.execute("irm name list > names.txt"));
        assertEquals("No names in system.\n\n", Files.readString(directory.resolve("names.txt")));
    }

    @Test
    void aBareStarIsNotTakenForFileNames(@TempDir Path directory) throws Exception {
        Files.createFile(directory.resolve("a"));
        Files.createFile(directory.resolve("b"));
        session.workIn(directory);
        assertFails("irm name register n ipcp *", "a list of 2 words in place of one; a '*' needs its quotes");
    }

    @Test
    void helpShowsTheLinesBelowAKeyword() throws Exception {
        assertEquals("""
            irm bind process PID name NAME
                binds a name to a process, as long as that lives
                  PID        number of a process; ouroboros:processes lists them
                  name NAME  the name; created if it is unknown
              for example:
                irm bind process 42 name ping
                    process 42 is offered the flows of ping
            """, session.execute("irm help bind process"));
        assertEquals(3, usageLines(session.execute("irm h b")));
        assertEquals(23, usageLines(session.execute("irm help")));
    }

    private static long usageLines(String help) {
        return help.lines().filter(line -> line.startsWith("irm ")).count();
    }

    @Test
    void helpNeedsNoIrm() throws Exception {
        try (GogoSession lonely = new GogoSession(null)) {
            assertTrue(lonely.execute("irm help").contains("irm ipcp create name IPCP type TYPE"));
        }
    }
}
