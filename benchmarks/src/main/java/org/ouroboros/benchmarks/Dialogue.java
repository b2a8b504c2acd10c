// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** The side of a {@link Child} that is asked: a line on standard input is a word and its arguments, a line on standard output an answer. */
final class Dialogue {
    static final String DONE = "= ";
    static final String FAILED = "! ";

    /** What everybody answers, as soon as it can be asked for anything. */
    static final String READY = "ready";

    /** What a word asks for. */
    interface Deed {
        /** {@return the answer, in a line} */
        Object run(List<String> arguments) throws Exception;
    }

    private final Map<String, Deed> deeds;

    Dialogue(Map<String, Deed> deeds) {
        this.deeds = Map.copyOf(deeds);
    }

    /** Answers until standard input ends. What others print on standard output goes to standard error. */
    void converse() throws IOException {
        PrintStream answers = System.out;
        System.setOut(System.err);
        BufferedReader requests = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = requests.readLine(); line != null; line = requests.readLine()) {
            answers.println(answer(List.of(line.split(" "))));
            answers.flush();
        }
    }

    private String answer(List<String> words) {
        if (words.getFirst().equals(READY)) {
            return DONE + READY;
        }
        Deed deed = deeds.get(words.getFirst());
        if (deed == null) {
            return FAILED + "nothing is called " + words.getFirst();
        }
        try {
            return DONE + deed.run(words.subList(1, words.size()));
        } catch (Exception failure) {
            return FAILED + String.join(" ", words) + ": " + failure;
        }
    }
}
