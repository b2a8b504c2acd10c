// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GivenTest {
    private static final Form FORM = new Form(
            "shoot",
            "shoots at something",
            List.of(
                    Operand.required("TARGET", Subject.NAME, "what to shoot at"),
                    new Operand("MORE", Subject.ANYTHING, Need.REPEATED, "what else")),
            List.of(
                    Option.valued("-c --count", "COUNT", "how often"),
                    Option.valued("-t --time", "TIME", "for how long"),
                    Option.valued("-r --rate", "RATE", "how fast"),
                    Option.flag("-q --quiet", "without noise"),
                    new Option(List.of("--at"), "PLACE", Subject.ANYTHING, Need.REPEATED, "where")),
            List.of(new Form.Example("shoot moon", "shoots at the moon")));

    private static Given parse(String line) {
        return Given.parse(FORM, List.of(line.split(" ")));
    }

    @Test
    void theUsageShowsEverything() {
        assertEquals("shoot TARGET [MORE]... [-c COUNT] [-t TIME] [-r RATE] [-q] [--at PLACE]...", FORM.usage());
    }

    @Test
    void optionsComeAnywhereAndOperandsInOrder() {
        Given given = parse("-q moon --at=a -c 3 mars --at b -- -x");
        assertTrue(given.has("-q"));
        assertEquals(Optional.of("moon"), given.text("TARGET"));
        assertEquals(List.of("mars", "-x"), given.values("MORE"));
        assertEquals(List.of("a", "b"), given.values("--at"));
        assertEquals(3, given.number("-c", 1, 10, 1));
        assertEquals(7, given.number("-r", 1, 10, 7));
    }

    @ParameterizedTest
    @CsvSource({"5, PT5S", "5ms, PT0.005S", "5s, PT5S", "5m, PT5M", "5h, PT5H", "5d, PT120H"})
    void aTimeHasAUnit(String text, Duration time) {
        assertEquals(Optional.of(time), parse("moon -t " + text).time("-t", ChronoUnit.SECONDS));
    }

    @ParameterizedTest
    @CsvSource({"5, 5000", "5k, 5000", "1.5M, 1500000", "2G, 2000000000"})
    void aRateHasAMagnitude(String text, double rate) {
        assertEquals(Optional.of(rate), parse("moon -r " + text).rate("-r", 1e3));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        -q               | TARGET is missing
        moon -x          | unknown option '-x'
        moon --quiet=no  | --quiet takes no value
        moon -c          | -c needs a value
        moon -q -q       | -q is given twice
        moon -c 3 -c 4   | -c is given twice
        moon -c x        | -c 'x' is not a number from 1 to 10
        moon -c 11       | -c '11' is not a number from 1 to 10
        moon -t 5w       | -t '5w' is not a time such as 500ms, 10s, 5m, 2h or 1d
        moon -r fast     | -r 'fast' is not a rate such as 500k, 1.5M or 2G
        moon -r 0        | -r '0' is no rate above 0
        """)
    void whatDoesNotFitIsNamedWithTheUsage(String line, String problem) {
        CommandFailed failure = assertThrows(CommandFailed.class, () -> {
            Given given = parse(line);
            given.number("-c", 1, 10, 1);
            given.time("-t", ChronoUnit.SECONDS);
            given.rate("-r", 1);
        });
        assertEquals(problem + "; usage: " + FORM.usage(), failure.toString());
    }

    @Test
    void aWordTooManyIsNamed() {
        Form form = new Form("now", "tells the time", List.of(), List.of(), FORM.examples());
        CommandFailed failure = assertThrows(CommandFailed.class, () -> Given.parse(form, List.of("then")));
        assertEquals("'then' is one word too many; usage: now", failure.toString());
    }

    @Test
    void aRuleOfItsOwnFailsWithTheUsage() {
        Given given = parse("moon");
        CommandFailed failure = assertThrows(
                CommandFailed.class,
                () -> given.check(() -> {
                    throw new IllegalArgumentException("no moon today");
                }));
        assertEquals("no moon today; usage: " + FORM.usage(), failure.toString());
    }
}
