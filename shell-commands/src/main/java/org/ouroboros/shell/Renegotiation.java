// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.shell;

import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.ouroboros.api.irm.FlowInfo;
import org.ouroboros.api.irm.FlowTerms;
import org.ouroboros.api.irm.Irm;
import org.ouroboros.command.Completion;
import org.ouroboros.command.Form;
import org.ouroboros.command.Form.Example;
import org.ouroboros.command.Given;
import org.ouroboros.command.Operand;
import org.ouroboros.command.Option;
import org.ouroboros.command.Subject;

/** The command {@code policy renegotiate}: what both ends of an open flow agree on. */
final class Renegotiation {
    private static final String FLOW = "FLOW";
    private static final List<String> CIPHER = List.of("-c", "--cipher");
    private static final List<String> KEY_EXCHANGE = List.of("-k", "--kex");

    static final Form FORM = new Form(
            "policy renegotiate",
            "has both ends of an open flow agree on another key, and on another cipher or time-out if given, while"
                    + " packets pass; where that cannot be, the flow stays as it is",
            List.of(Operand.required(
                    FLOW,
                    Subject.ANYTHING,
                    "number of a flow that this system allocated, and that is encrypted; flows lists them")),
            List.of(
                    Option.valued(
                            String.join(" ", CIPHER),
                            "CIPHER",
                            "name of an installed cipher; as the settings of the name have it unless given"),
                    Option.valued(
                            String.join(" ", KEY_EXCHANGE),
                            "KEX",
                            "name of an installed key exchange; as the settings of the name have it unless given"),
                    Option.valued(
                            "-t --timeout",
                            "TIME",
                            "silence after which either end counts the other one as dead, such as 10s or 2m, 100ms"
                                    + " at least, 0 for none; as it is unless given")),
            List.of(
                    new Example("policy renegotiate 3", "flow 3 goes on with another key"),
                    new Example(
                            "policy renegotiate 3 -c chacha20-poly1305 -k X25519",
                            "flow 3 goes on with another cipher, or a stronger one if the peer's settings ask for"
                                    + " that")));

    private Renegotiation() {}

    static Listing<FlowInfo> run(Given given, Irm irm) {
        int flow = (int) given.number(FLOW, 1, Integer.MAX_VALUE, 1);
        FlowTerms terms = given.check(() ->
                new FlowTerms(text(given, CIPHER), text(given, KEY_EXCHANGE), given.time("-t", ChronoUnit.SECONDS)));
        return Listing.of(List.of(irm.renegotiate(flow, terms)), Commands::flowTable);
    }

    /** {@return what may come behind the verb} */
    static Stream<Completion> complete(List<String> words, Vocabulary vocabulary) {
        String latest = words.getLast();
        if (CIPHER.contains(latest)) {
            return vocabulary.policies("encryption").stream();
        }
        if (KEY_EXCHANGE.contains(latest)) {
            return vocabulary.policies("keyexchange").stream();
        }
        return words.size() == 1
                ? vocabulary.renegotiableFlows().stream()
                : FORM.options().stream()
                        .flatMap(option ->
                                option.names().stream().map(name -> new Completion(name, option.description())));
    }

    private static Optional<String> text(Given given, List<String> option) {
        return given.text(option.getFirst());
    }
}
