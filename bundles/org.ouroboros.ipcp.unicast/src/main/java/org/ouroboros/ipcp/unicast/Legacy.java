// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.ipcp.unicast;

import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.ouroboros.ipcp.unicast.wire.EnrolmentResponse;
import org.ouroboros.ipcp.unicast.wire.FlowMessage;
import org.ouroboros.ipcp.unicast.wire.LayerConfiguration;
import org.ouroboros.policy.directory.DirectoryState;
import org.ouroboros.policy.ipcp.NameHash;
import org.ouroboros.policy.routing.Topology.Link;
import org.ouroboros.policy.swap.StateRefused;

/**
 * What a member knows when it begins: nothing but its address and its layer, or what a predecessor left. In a state that is handed over it is
 * text, one thing a line, numbers in hexadecimal digits.
 *
 * @param address address of the member
 * @param layer what all members share
 * @param founder whether it looks for those that were its neighbours, as a first member does
 * @param links the link-state database
 * @param routes addresses of next hops by destination, the preferred one first
 * @param directory what the directory knows
 * @param answers what was answered to requests for flows lately, the oldest first
 */
record Legacy(
        long address,
        LayerConfiguration layer,
        boolean founder,
        List<Heard> links,
        Map<Long, List<Long>> routes,
        DirectoryState directory,
        List<Answers.Left> answers) {

    private static final String ADDRESS = "address";
    private static final String LAYER = "layer";
    private static final String FOUNDER = "founder";
    private static final String LINKS = "links";
    private static final String ROUTES = "routes";
    private static final String IDENTITY = "directory.id";
    private static final String ENTRIES = "directory.entries";
    private static final String CONTACTS = "directory.contacts";
    private static final String ANSWERS = "answers";

    /** Where the line of an answer has the hash of the request. */
    private static final int HASH_AT = 6;

    /**
     * A link as it was heard of.
     *
     * @param link its ends
     * @param sequence number of the latest announcement, unsigned
     * @param ageNs how long ago that came
     * @param withdrawn whether the link is gone
     */
    record Heard(Link link, long sequence, long ageNs, boolean withdrawn) {}

    /** {@return what a new member knows} */
    static Legacy none(long address, LayerConfiguration layer) {
        return new Legacy(address, layer, false, List.of(), Map.of(), DirectoryState.empty(), List.of());
    }

    /** {@return all of it as facts of a state} */
    Map<String, String> facts() {
        Map<String, String> facts = new HashMap<>();
        facts.put(ADDRESS, Long.toHexString(address));
        facts.put(LAYER, HexFormat.of().formatHex(new EnrolmentResponse(0, 0, 0, Optional.of(layer)).encode()));
        facts.put(FOUNDER, Boolean.toString(founder));
        facts.put(
                LINKS,
                lines(
                        links,
                        heard -> text(heard.link().from(), heard.link().to(), heard.sequence(), heard.ageNs()) + " "
                                + heard.withdrawn()));
        facts.put(
                ROUTES,
                lines(
                        routes.entrySet(),
                        route -> Long.toHexString(route.getKey()) + " "
                                + text(route.getValue().stream()
                                        .mapToLong(hop -> hop)
                                        .toArray())));
        directory.id().ifPresent(id -> facts.put(IDENTITY, id.toString()));
        facts.put(
                ENTRIES,
                lines(directory.entries(), entry -> entry.name() + " " + text(entry.address(), entry.expiresS())));
        facts.put(CONTACTS, lines(directory.contacts(), contact -> contact.id() + " " + text(contact.address())));
        facts.put(ANSWERS, lines(answers, Legacy::text));
        return facts;
    }

    /**
     * Reads facts of a state.
     *
     * @throws StateRefused if they are not those of a member
     */
    static Legacy of(Map<String, String> facts) {
        return reading(() -> read(facts));
    }

    /**
     * Reads what a predecessor wrote.
     *
     * @throws StateRefused if that is malformed
     */
    static <T> T reading(Supplier<T> reading) {
        try {
            return reading.get();
        } catch (IllegalArgumentException | IndexOutOfBoundsException malformed) {
            throw new StateRefused("it does not read what its predecessor wrote: " + malformed.getMessage());
        }
    }

    private static Legacy read(Map<String, String> facts) {
        LayerConfiguration layer = EnrolmentResponse.decode(HexFormat.of().parseHex(fact(facts, LAYER)))
                .flatMap(EnrolmentResponse::layer)
                .orElseThrow(() -> new StateRefused("it does not know the configuration of the layer"));
        Map<Long, List<Long>> routes = new LinkedHashMap<>();
        for (String[] route : read(facts, ROUTES)) {
            List<Long> numbers = Arrays.stream(route).map(Legacy::number).toList();
            routes.put(numbers.getFirst(), numbers.subList(1, numbers.size()));
        }
        DirectoryState directory = new DirectoryState(
                Optional.ofNullable(facts.get(IDENTITY)).map(Legacy::hash),
                List.of(),
                read(facts, ENTRIES).stream()
                        .map(entry -> new DirectoryState.Entry(hash(entry[0]), number(entry[1]), number(entry[2])))
                        .toList(),
                read(facts, CONTACTS).stream()
                        .map(contact -> new DirectoryState.Contact(hash(contact[0]), number(contact[1])))
                        .toList());
        return new Legacy(
                number(fact(facts, ADDRESS)),
                layer,
                Boolean.parseBoolean(facts.get(FOUNDER)),
                read(facts, LINKS).stream()
                        .map(heard -> new Heard(
                                new Link(number(heard[0]), number(heard[1])),
                                number(heard[2]),
                                number(heard[3]),
                                Boolean.parseBoolean(heard[4])))
                        .toList(),
                Map.copyOf(routes),
                directory,
                read(facts, ANSWERS).stream()
                        .filter(answer -> answer.length > HASH_AT) // earlier versions did not tell requests apart
                        .map(Legacy::answer)
                        .toList());
    }

    private static String text(Answers.Left answer) {
        FlowMessage.Reply reply = answer.reply();
        RequestId request = answer.request();
        return text(request.end().address(), reply.eid(), reply.sourceEid(), reply.response(), answer.leftNs()) + " "
                + HexFormat.of().formatHex(reply.oap()) + " " + text(request.hash());
    }

    private static Answers.Left answer(String[] text) {
        long eid = number(text[1]);
        return new Answers.Left(
                new RequestId(new PeerEnd(number(text[0]), eid), (int) number(text[HASH_AT])),
                new FlowMessage.Reply(
                        eid,
                        number(text[2]),
                        (int) number(text[3]),
                        HexFormat.of().parseHex(text[5])),
                number(text[4]));
    }

    private static String fact(Map<String, String> facts, String name) {
        String value = facts.get(name);
        if (value == null) {
            throw new StateRefused("its predecessor did not say its " + name);
        }
        return value;
    }

    private static <T> String lines(Iterable<T> all, Function<T, String> line) {
        StringBuilder text = new StringBuilder();
        all.forEach(each -> text.append(line.apply(each)).append('\n'));
        return text.toString();
    }

    private static List<String[]> read(Map<String, String> facts, String name) {
        return facts.getOrDefault(name, "")
                .lines()
                .map(line -> line.split(" ", -1))
                .toList();
    }

    private static String text(long... numbers) {
        return Arrays.stream(numbers).mapToObj(Long::toHexString).collect(Collectors.joining(" "));
    }

    private static long number(String text) {
        return Long.parseUnsignedLong(text, 16);
    }

    private static NameHash hash(String text) {
        return NameHash.of(HexFormat.of().parseHex(text));
    }
}
