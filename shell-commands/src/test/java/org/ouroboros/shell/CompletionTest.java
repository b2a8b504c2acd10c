// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.ouroboros.shell.RecordingIrm.ipcp;
import static org.ouroboros.shell.RecordingIrm.member;
import static org.ouroboros.shell.RecordingIrm.name;
import static org.ouroboros.shell.RecordingIrm.type;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.osgi.framework.Bundle;
import org.ouroboros.api.irm.LayerComponent;
import org.ouroboros.api.irm.LayerView;
import org.ouroboros.api.irm.LayerView.Adjacency;
import org.ouroboros.api.irm.NameInfo;
import org.ouroboros.api.irm.NameSpec;
import org.ouroboros.api.irm.Origin;
import org.ouroboros.api.irm.PeerInfo;
import org.ouroboros.api.irm.PolicyInfo;
import org.ouroboros.command.Completion;
import org.ouroboros.command.Form;
import org.ouroboros.command.Form.Example;
import org.ouroboros.command.Invocation;
import org.ouroboros.command.Manual;
import org.ouroboros.command.Operand;
import org.ouroboros.command.Option;
import org.ouroboros.command.ShellCommand;
import org.ouroboros.command.Subject;

class CompletionTest {
    /** A command whose manual is all that the completion knows of it. */
    private static final ShellCommand PING = new ShellCommand() {
        @Override
        public Manual manual() {
            return Manual.of(new Form(
                    "ping",
                    "pings",
                    List.of(Operand.required("NAME", Subject.NAME, "what to ping")),
                    List.of(
                            Option.of("-q --qos", "QOS", Subject.QOS, "how"),
                            Option.valued("-c --count", "COUNT", "how often"),
                            Option.flag("-f", "without a break")),
                    List.of(new Example("ping web", "pings web"))));
        }

        @Override
        public @Nullable Object run(Invocation invocation) {
            return null;
        }
    };

    private final RecordingIrm irm = new RecordingIrm();
    private final WordCompletion completion;

    CompletionTest() {
        irm.types = List.of(type("local", "hash"), type("virtual", "loss", "delay_ms"));
        irm.ipcps = List.of(member(1, "a", "local", "home"), ipcp(2, "bv", "virtual"));
        irm.names = List.of(name("web", "spillover"), name("mail", "spillover"));
        irm.policies = List.of(
                new PolicyInfo("balancing", "round-robin", "rr", "1"), new PolicyInfo("integrity", "crc32", "c", "1"));
        CommandBook book = new CommandBook();
        Vocabulary vocabulary = new Vocabulary(() -> irm, () -> new Bundle[0]);
        Commands.of(() -> irm, vocabulary, book).forEach(book::add);
        book.add(PING);
        completion = new WordCompletion(book, vocabulary, () -> Set.of("lb", "irm", "grep"));
    }

    /** Words that may stand where a line ends: after a space a new one, else what completes the last. */
    private List<String> after(String line) {
        int space = line.lastIndexOf(' ');
        List<String> words = Arrays.stream(line.substring(0, Math.max(space, 0)).split(" "))
                .filter(word -> !word.isEmpty())
                .toList();
        return completion.complete(words, line.substring(space + 1)).stream()
                .map(Completion::word)
                .toList();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        ^lb                                        | lb
        ^h                                         | help
        ^irm ^                                     | bind help ipcp name unbind
        ^irm b^                                    | bind
        ^irm ipcp b^                               | bootstrap
        ^irm i d ^                                 | --transient name
        ^irm ipcp destroy name ^                   | a bv
        ^irm ipcp create type ^                    | local virtual
        ^irm ipcp create name x t^                 | type
        ^irm ipcp bootstrap name x type v layer l ^| --transient autobind delay_ms loss
        ^irm ipcp bootstrap name a ^               | --transient autobind hash layer type
        ^irm name register ^                       | mail web
        ^irm name register web layer ^             | home
        ^irm name register web ipcp a ^            | --transient ipcp layer
        ^irm name balance web ^                    | round-robin
        ^irm ipcp connect name a dst b qos v^      | video voice
        ^irm bind program p name web -- ^          |
        ^irm nonsense ^                            |
        ^ping ^                                    | mail web
        ^ping w^                                   | web
        ^ping web ^                                |
        ^ping -q ^                                 | best data raw raw-no-errors video voice
        ^ping -c ^                                 |
        ^ping -c 3 -^                              | --help --json --qos -f -q
        ^ouroboros:ping ma^                        | mail
        ^help pi^                                  | ping
        ^help irm ipcp c^                          | connect create
        ^help irm i d^                             | destroy disconnect
        ^help irm nonsense ^                       |
        ^help ping ^                               |
        ^nothing ^                                 |
        """)
    void whatMayComeNext(String line, @Nullable String words) {
        assertEquals(
                words == null ? List.of() : List.of(words.split(" ")),
                after(line.strip().substring(1).replace("^", "")));
    }

    @Test
    void aNeighbourMayHaveAnyNameButThatOfAnApplicationHere() {
        irm.ipcps = List.of(member(1, "net.a", "unicast", "net"), ipcp(2, "new", "unicast"));
        irm.views = Map.of(
                "net.a",
                new LayerView(
                        Optional.of("17"),
                        List.of(new Adjacency(Optional.of("net.b"), "18", LayerComponent.MANAGEMENT, true, 0)),
                        List.of(),
                        List.of(),
                        List.of()));
        irm.peers = List.of(new PeerInfo("net.c", "192.0.2.3", Optional.empty(), Origin.KEPT));
        irm.names = List.of(
                new NameInfo(
                        NameSpec.of("served", "spillover"),
                        List.of(),
                        List.of(4L),
                        List.of(),
                        List.of("net.a"),
                        Origin.KEPT,
                        Optional.empty()),
                new NameInfo(
                        NameSpec.of("net", "spillover"),
                        List.of(),
                        List.of(),
                        List.of("net.a"),
                        List.of(),
                        Origin.KEPT,
                        Optional.empty()),
                name("net.c", "spillover"),
                name("net.d", "spillover"));
        List<Completion> offered = completion.complete(List.of("irm", "ipcp", "connect", "name", "net.a", "dst"), "");
        assertEquals(
                List.of("net", "net.b", "net.c", "net.d"),
                offered.stream().map(Completion::word).toList());
        assertEquals(new Completion("net.b", "neighbour of net.a"), offered.get(1));
        assertEquals(offered, completion.complete(List.of("irm", "ipcp", "enroll", "name", "new", "dst"), ""));
    }

    @Test
    void aCompletionSaysWhatItIs() {
        List<Completion> types = completion.complete(List.of("irm", "ipcp", "create", "type"), "v");
        assertEquals(List.of(new Completion("virtual", "org.example.virtual 1.0.0")), types);
    }

    @Test
    void withoutAnIrmThereAreStillKeywords() {
        CommandBook book = new CommandBook();
        Vocabulary vocabulary = new Vocabulary(() -> null, () -> new Bundle[0]);
        Commands.of(() -> null, vocabulary, book).forEach(book::add);
        WordCompletion lonely = new WordCompletion(book, vocabulary, Set::of);
        assertTrue(lonely.complete(List.of("irm"), "").size() > 3);
        assertEquals(List.of(), lonely.complete(List.of("irm", "ipcp", "destroy", "name"), ""));
    }
}
