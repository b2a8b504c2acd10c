// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.ouroboros.shell.RecordingIrm.ipcp;
import static org.ouroboros.shell.RecordingIrm.member;
import static org.ouroboros.shell.RecordingIrm.name;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ouroboros.command.Form;
import org.ouroboros.command.Form.Example;
import org.ouroboros.command.Invocation;
import org.ouroboros.command.Manual;
import org.ouroboros.command.ShellCommand;

/** What commands return: printed, in pipes, as JSON; and what is said about them. */
class ResultsTest {
    record Shot(int number, Optional<String> hit, Duration after, double score) {}

    private final RecordingIrm irm = new RecordingIrm();
    private final GogoSession session = new GogoSession(irm);

    @AfterEach
    void close() {
        session.close();
    }

    private void addShooter() {
        session.add(new ShellCommand() {
            @Override
            public Manual manual() {
                Example example = new Example("shoot", "shoots twice");
                return Manual.of(new Form("shoot", "shoots", List.of(), List.of(), List.of(example)));
            }

            @Override
            public @Nullable Object run(Invocation invocation) {
                invocation.report(new Shot(1, Optional.empty(), Duration.ofMillis(5), Double.NaN), "missed");
                return new Shot(2, Optional.of("moon"), Duration.ofSeconds(1), 0.5);
            }
        });
    }

    @Test
    void aRecordIsPrintedByItsComponents() throws Exception {
        addShooter();
        assertEquals("""
            missed
            number  2
            hit     moon
            after   PT1S
            score   0.5
            """, session.execute("shoot"));
    }

    @Test
    void jsonIsOneLinePerEventAndOneForTheResult() throws Exception {
        addShooter();
        assertEquals("""
            {"number":1,"hit":null,"after":"PT0.005S","score":null}
            {"number":2,"hit":"moon","after":"PT1S","score":0.5}
            """, session.execute("shoot --json"));
    }

    @Test
    void listsAreJsonArrays() throws Exception {
        irm.ipcps = List.of(member(3, "u", "udp4", "lan", "n1"));
        assertEquals(
                "[{\"id\":3,\"name\":\"u\",\"type\":\"udp4\",\"layer\":\"lan\",\"state\":\"operational\","
                        + "\"registered\":[\"n1\"],\"flows\":0,\"origin\":\"kept\",\"waiting\":null}]\n",
                session.execute("ipcps --json"));
    }

    @Test
    void resultsAreObjectsThatOtherCommandsTake() throws Exception {
        irm.ipcps = List.of(ipcp(1, "a", "local"), ipcp(2, "b", "local"));
        irm.names = List.of(name("web", "spillover"));
        session.execute("i = (ipcps) ; irm ipcp destroy name ($i get 1)");
        session.execute("n = (names) ; irm name destroy ($n get 0)");
        assertEquals(List.of("destroyIpcp b", "destroyName web"), irm.calls);
    }

    @Test
    void aTableGoesWhereTheOutputIsSentTo(@TempDir Path directory) throws Exception {
        irm.ipcps = List.of(ipcp(1, "a", "local"));
        session.workIn(directory);
        assertEquals("", session.execute("ipcps > ipcps.txt"));
        assertEquals("""
            id  name  type   layer  state    flows  origin  names  waiting
             1  a     local  -      created      0  kept    -      -
            """, Files.readString(directory.resolve("ipcps.txt")));
    }

    @Test
    void helpOnACommandShowsItsFormsWithExamples() throws Exception {
        addShooter();
        String page = """
            shoot
                shoots
              for example:
                shoot
                    shoots twice
            """;
        assertEquals(page, session.execute("help shoot"));
        assertEquals(page, session.execute("shoot --help"));
    }

    @Test
    void helpListsAllCommands() throws Exception {
        String help = session.execute("ouroboros:help");
        session.book()
                .manuals()
                .forEach(manual -> assertTrue(help.contains(manual.name()) && help.contains(manual.summary()), help));
    }

    @Test
    void helpOnNothingNamesWhatThereIs() {
        Exception failure = assertThrows(Exception.class, () -> session.execute("help nothing"));
        assertTrue(
                failure.toString()
                        .startsWith("no help on 'nothing'; use one of adjacencies, counters, dht, flows, help, "),
                failure::toString);
    }

    @ParameterizedTest
    @CsvSource({"irm ipcp connect, irm help ipcp connect", "irm i con, irm help ipcp connect", "irm help, irm help help"
    })
    void helpOnWordsOfACommandShowsWhatBeginsSo(String words, String asIrmSays) throws Exception {
        assertEquals(session.execute(asIrmSays), session.execute("help " + words));
    }

    @Test
    void helpOnSeveralFormsShowsEach() throws Exception {
        String page = session.execute("help irm ipcp peer");
        for (String verb : List.of("add", "list", "remove")) {
            assertTrue(page.contains(session.execute("help irm ipcp peer " + verb)), page);
        }
    }

    @Test
    void helpOnWordsThatNothingBeginsWithNamesThoseThatDo() {
        addShooter();
        Exception failure = assertThrows(Exception.class, () -> session.execute("help irm ipcp peer x"));
        assertEquals("no help on 'irm ipcp peer x'; use one of add, remove, list", failure.toString());
        Exception none = assertThrows(Exception.class, () -> session.execute("help shoot twice"));
        assertEquals("no help on 'shoot twice'; there is none", none.toString());
    }

    @Test
    void theReferenceHasASectionForEveryForm() throws Exception {
        String page = session.execute("help --markdown");
        session.book().manuals().stream()
                .flatMap(manual -> manual.forms().stream())
                .forEach(form -> assertTrue(page.contains("\n`" + form.usage() + "`\n"), form::usage));
    }
}
