// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.shell;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.ouroboros.api.irm.Irm;
import org.ouroboros.api.irm.LayerSwapInfo;
import org.ouroboros.api.irm.LayerSwapSpec;
import org.ouroboros.api.irm.PolicySwaps;
import org.ouroboros.api.irm.SwapInfo;
import org.ouroboros.api.irm.SwapSpec;
import org.ouroboros.command.CommandFailed;
import org.ouroboros.command.Completion;
import org.ouroboros.command.Form;
import org.ouroboros.command.Form.Example;
import org.ouroboros.command.Given;
import org.ouroboros.command.Invocation;
import org.ouroboros.command.Manual;
import org.ouroboros.command.Need;
import org.ouroboros.command.Operand;
import org.ouroboros.command.Option;
import org.ouroboros.command.ShellCommand;
import org.ouroboros.command.Subject;

/** The command {@code policy}: another policy in place of the one in use, while packets pass. */
final class PolicyCommand implements ShellCommand {
    private static final String NAME = "policy";
    private static final String KIND = "KIND";
    private static final String POLICY = "POLICY";
    private static final String IPCP = "-i";
    private static final String LAYER = "--layer";
    private static final String WATCH = "-w";
    private static final String COUNT = "-n";
    private static final long MOST_SHOWN = 256;
    private static final long SHOWN = 20;

    private static final List<Operand> WHAT = List.of(
            Operand.required(KIND, Subject.ANYTHING, "kind of the policy, such as routing; policies lists them"),
            Operand.required(POLICY, Subject.ANYTHING, "name of an installed policy of that kind"));
    private static final Option WHERE = new Option(
            List.of(IPCP, "--ipcp"),
            "IPCP",
            Subject.IPCP,
            Need.REPEATED,
            "only in this IPCP, several if repeated; wherever a policy of the kind is in use unless given");

    private static final Option EVERYWHERE = Option.of(
            LAYER,
            "LAYER",
            Subject.LAYER,
            "in all members of this layer, also of other systems, in all or in none; members of the prototype are left"
                    + " as they are");
    private static final Option OF_LAYER = Option.of(
            LAYER, "LAYER", Subject.LAYER, "the swap of this layer, in all its members, whichever system began it");

    private static final Form PLAN = new Form(
            "policy plan",
            "says what a swap would do, and changes nothing: the policy is prepared, and given up",
            WHAT,
            List.of(WHERE, EVERYWHERE),
            List.of(
                    new Example(
                            "policy plan routing lfa",
                            "what would be touched: IPCPs, flows, bundles, what is handed over, how long packets would"
                                    + " wait"),
                    new Example(
                            "policy plan routing lfa --layer net",
                            "the same of every member of layer net, and who would be left alone or does not answer")));
    private static final Form SWAP = new Form(
            "policy swap",
            "puts a policy in use in place of another while packets pass, and watches it; what goes wrong by then puts"
                    + " the other one back",
            WHAT,
            List.of(
                    WHERE,
                    EVERYWHERE,
                    Option.valued(
                            "-w --watch",
                            "TIME",
                            "how long to watch, such as 500ms, 10s or 5m, an hour at most; "
                                    + SwapSpec.WATCH.toSeconds() + "s unless given, 0 accepts at once")),
            List.of(
                    new Example("policy swap routing lfa", "all IPCPs route by lfa; accepted after 5 s"),
                    new Example(
                            "policy swap congestion none -i net.a -w 10m",
                            "one IPCP, with ten minutes to look at it and decide"),
                    new Example(
                            "policy swap routing lfa --layer net",
                            "one member of layer net after the other; accepted in all of them, or taken back in all")));
    private static final Form COMMIT = new Form(
            "policy commit",
            "accepts the swap that is watched: what it replaced is closed",
            List.of(),
            List.of(OF_LAYER),
            List.of(new Example("policy commit", "the watch is over, and the swap is remembered for the next start")));
    private static final Form ROLLBACK = new Form(
            "policy rollback",
            "takes the swap that is watched back",
            List.of(),
            List.of(OF_LAYER),
            List.of(
                    new Example("policy rollback", "what was in use before is in use again"),
                    new Example("policy rollback --layer net", "the same in all members of layer net")));
    private static final Form HISTORY = new Form(
            "policy history",
            "lists the latest swaps, of earlier runs of the system too",
            List.of(),
            List.of(Option.valued(
                    "-n --count", "COUNT", "the latest COUNT, 1 to " + MOST_SHOWN + "; " + SHOWN + " unless given")),
            List.of(new Example("policy history", "who swapped what when, how long packets waited, and how it ended")));

    private static final Manual MANUAL = new Manual(
            NAME,
            "replaces a policy in use by another while packets pass",
            List.of(PLAN, SWAP, COMMIT, ROLLBACK, HISTORY, Renegotiation.FORM));

    private final Supplier<Irm> irm;
    private final Vocabulary vocabulary;

    /**
     * The command.
     *
     * @param irm finds the IRM, or fails
     * @param vocabulary what there is to name
     */
    PolicyCommand(Supplier<Irm> irm, Vocabulary vocabulary) {
        this.irm = irm;
        this.vocabulary = vocabulary;
    }

    @Override
    public Manual manual() {
        return MANUAL;
    }

    @Override
    public Object run(Invocation invocation) {
        List<String> words = invocation.words();
        Form form = MANUAL.forms().stream()
                .filter(candidate -> !words.isEmpty() && verb(candidate).equals(words.getFirst()))
                .findFirst()
                .orElseThrow(() -> new CommandFailed((words.isEmpty()
                                ? "a word is missing"
                                : "unknown word '" + words.getFirst() + "'")
                        + "; usage: policy "
                        + MANUAL.forms().stream().map(PolicyCommand::verb).collect(Collectors.joining(" | "))));
        Given given = Given.parse(form, words.subList(1, words.size()));
        if (given.has(LAYER)) {
            return ofLayer(verb(form), given);
        }
        return switch (verb(form)) {
            case "plan" -> Listing.of(irm.get().swaps().plan(spec(given)).steps(), SwapTables::steps);
            case "swap" -> shown(irm.get().swaps().swap(spec(given)));
            case "commit" -> shown(irm.get().swaps().commit());
            case "rollback" -> shown(irm.get().swaps().rollBack());
            case "renegotiate" -> Renegotiation.run(given, irm.get());
            default -> {
                long count = given.number(COUNT, 1, MOST_SHOWN, SHOWN);
                List<SwapInfo> all = irm.get().swaps().history();
                yield shown(all.stream().skip(Math.max(0, all.size() - count)).toArray(SwapInfo[]::new));
            }
        };
    }

    private Object ofLayer(String verb, Given given) {
        if (given.has(IPCP)) {
            throw given.wrong(IPCP + " and " + LAYER + " exclude each other");
        }
        PolicySwaps swaps = irm.get().swaps();
        String layer = given.text(LAYER).orElseThrow();
        return switch (verb) {
            case "plan" -> Listing.of(swaps.planLayer(layerSpec(layer, given)).members(), SwapTables::members);
            case "swap" -> shown(swaps.swapLayer(layerSpec(layer, given)));
            case "commit" -> shown(swaps.commitLayer(layer, operator()));
            default -> shown(swaps.rollBackLayer(layer, operator()));
        };
    }

    @Override
    public List<Completion> complete(List<String> words, String prefix) {
        return offer(words)
                .filter(completion -> completion.word().startsWith(prefix))
                .toList();
    }

    private Stream<Completion> offer(List<String> words) {
        if (words.isEmpty()) {
            return MANUAL.forms().stream().map(form -> new Completion(verb(form), form.summary()));
        }
        if (words.getFirst().equals(verb(Renegotiation.FORM))) {
            return Renegotiation.complete(words, vocabulary);
        }
        String latest = words.getLast();
        if (latest.equals(IPCP) || latest.equals("--ipcp")) {
            return vocabulary.of(Subject.IPCP).stream();
        }
        if (latest.equals(LAYER)) {
            return vocabulary.of(Subject.LAYER).stream();
        }
        boolean named = words.getFirst().equals("plan") || words.getFirst().equals("swap");
        return switch (words.size()) {
            case 1 -> named ? vocabulary.policyKinds().stream() : options(words.getFirst());
            case 2 -> named ? vocabulary.policies(words.get(1)).stream() : options(words.getFirst());
            default -> options(words.getFirst());
        };
    }

    private static Stream<Completion> options(String verb) {
        return MANUAL.forms().stream()
                .filter(form -> verb(form).equals(verb))
                .flatMap(form -> form.options().stream())
                .flatMap(option -> option.names().stream().map(name -> new Completion(name, option.description())));
    }

    private static String verb(Form form) {
        return form.command().substring(NAME.length() + 1);
    }

    private static SwapSpec spec(Given given) {
        Duration watch = watch(given);
        return given.check(() -> new SwapSpec(
                given.text(KIND).orElseThrow(),
                given.text(POLICY).orElseThrow(),
                Set.copyOf(given.values(IPCP)),
                watch,
                operator()));
    }

    private static LayerSwapSpec layerSpec(String layer, Given given) {
        Duration watch = watch(given);
        return given.check(() -> new LayerSwapSpec(
                layer, given.text(KIND).orElseThrow(), given.text(POLICY).orElseThrow(), watch, operator()));
    }

    private static Duration watch(Given given) {
        return given.has(WATCH) ? given.time(WATCH, ChronoUnit.SECONDS).orElseThrow() : SwapSpec.WATCH;
    }

    private static String operator() {
        return System.getProperty("user.name", "an operator");
    }

    private static Listing<SwapInfo> shown(SwapInfo... swaps) {
        return Listing.of(List.of(swaps), SwapTables::swaps);
    }

    private static Listing<LayerSwapInfo> shown(LayerSwapInfo swap) {
        return Listing.of(List.of(swap), SwapTables::layerSwaps);
    }
}
