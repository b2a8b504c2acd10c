// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.command;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The words of a command line, sorted out by a {@link Form}. */
public final class Given {
    private static final Pattern NUMBER = Pattern.compile("\\d{1,18}");
    private static final Pattern TIME = Pattern.compile("(?<amount>\\d{1,9})(?<unit>ms|s|m|h|d)?");
    private static final Pattern RATE = Pattern.compile("(?<amount>\\d{1,9}(\\.\\d{1,9})?)(?<unit>[kMG])?");

    private final Form form;
    private final Map<String, List<String>> values = new HashMap<>();

    private Given(Form form) {
        this.form = form;
    }

    /**
     * Sorts words out.
     *
     * @param form what may follow
     * @param words what follows; an option and its value are two words, or one with {@code =} between them. After
     *     {@code --} no word is an option
     * @return the words by option and operand
     * @throws CommandFailed if they do not fit; the message shows the usage
     */
    public static Given parse(Form form, List<String> words) {
        Given given = new Given(form);
        given.read(words.iterator());
        given.requireAll();
        return given;
    }

    private void read(Iterator<String> words) {
        Iterator<Operand> places = form.operands().iterator();
        Operand place = null;
        boolean onlyOperands = false;
        while (words.hasNext()) {
            String word = words.next();
            if (!onlyOperands && word.equals("--")) {
                onlyOperands = true;
            } else if (!onlyOperands && word.startsWith("-") && word.length() > 1) {
                readOption(word, words);
            } else {
                if (place == null || place.need() != Need.REPEATED) {
                    if (!places.hasNext()) {
                        throw wrong("'" + word + "' is one word too many");
                    }
                    place = places.next();
                }
                add(place.label(), word, place.need());
            }
        }
    }

    private void readOption(String word, Iterator<String> words) {
        int equals = word.startsWith("--") ? word.indexOf('=') : -1;
        String name = equals < 0 ? word : word.substring(0, equals);
        Option option = form.options().stream()
                .filter(candidate -> candidate.names().contains(name))
                .findFirst()
                .orElseThrow(() -> wrong("unknown option '" + name + "'"));
        if (option.isFlag()) {
            if (equals >= 0) {
                throw wrong(name + " takes no value");
            }
            add(option.name(), "", option.need());
        } else if (equals >= 0) {
            add(option.name(), word.substring(equals + 1), option.need());
        } else if (words.hasNext()) {
            String value = words.next();
            if (value.startsWith("--")) {
                throw wrong(name + " needs a value: '" + value + "' is none, since it begins with --");
            }
            add(option.name(), value, option.need());
        } else {
            throw wrong(name + " needs a value");
        }
    }

    private void add(String key, String value, Need need) {
        List<String> known = values.computeIfAbsent(key, _ -> new ArrayList<>());
        if (need != Need.REPEATED && !known.isEmpty()) {
            throw wrong(key + " is given twice");
        }
        known.add(value);
    }

    private void requireAll() {
        form.operands().stream()
                .filter(operand -> operand.need() == Need.REQUIRED)
                .forEach(operand -> require(operand.label()));
        form.options().stream()
                .filter(option -> option.need() == Need.REQUIRED)
                .forEach(option -> require(option.name()));
    }

    private void require(String key) {
        if (!has(key)) {
            throw wrong(key + " is missing");
        }
    }

    /**
     * Tells whether something was given.
     *
     * @param key label of an operand, or usual name of an option
     * @return whether it was given
     */
    public boolean has(String key) {
        return values.containsKey(key);
    }

    /**
     * Hands out a value.
     *
     * @param key label of an operand, or usual name of an option
     * @return the value, if it was given
     */
    public Optional<String> text(String key) {
        return values(key).stream().findFirst();
    }

    /**
     * Hands out the values of what may be repeated.
     *
     * @param key label of an operand, or usual name of an option
     * @return the values in the order in which they were given
     */
    public List<String> values(String key) {
        return List.copyOf(values.getOrDefault(key, List.of()));
    }

    /**
     * Reads a number.
     *
     * @param key label of an operand, or usual name of an option
     * @param least the smallest that is allowed
     * @param most the largest that is allowed
     * @param otherwise what holds if it was not given
     * @return the number
     * @throws CommandFailed if it is no number within the range
     */
    public long number(String key, long least, long most, long otherwise) {
        String value = text(key).orElse(null);
        if (value == null) {
            return otherwise;
        }
        long number = NUMBER.matcher(value).matches() ? Long.parseLong(value) : -1;
        if (number < least || number > most) {
            throw wrong(key + " '" + value + "' is not a number from " + least + " to " + most);
        }
        return number;
    }

    /**
     * Reads a time: a whole number with suffix ms, s, m, h or d.
     *
     * @param key label of an operand, or usual name of an option
     * @param plain unit of a number without a suffix
     * @return the time, if it was given
     * @throws CommandFailed if it is no time
     */
    public Optional<Duration> time(String key, ChronoUnit plain) {
        return text(key).map(value -> {
            Matcher time = match(TIME, key, value, "a time such as 500ms, 10s, 5m, 2h or 1d");
            return Duration.of(
                    Long.parseLong(time.group("amount")),
                    switch (time.group("unit")) {
                        case "ms" -> ChronoUnit.MILLIS;
                        case "s" -> ChronoUnit.SECONDS;
                        case "m" -> ChronoUnit.MINUTES;
                        case "h" -> ChronoUnit.HOURS;
                        case "d" -> ChronoUnit.DAYS;
                        case null, default -> plain;
                    });
        });
    }

    /**
     * Reads a rate: a number with suffix k, M or G.
     *
     * @param key label of an operand, or usual name of an option
     * @param plain bits per second that a number without a suffix counts
     * @return bits per second, if it was given
     * @throws CommandFailed if it is no rate, or none at all
     */
    public Optional<Double> rate(String key, double plain) {
        return text(key).map(value -> {
            Matcher rate = match(RATE, key, value, "a rate such as 500k, 1.5M or 2G");
            double factor = switch (rate.group("unit")) {
                case "k" -> 1e3;
                case "M" -> 1e6;
                case "G" -> 1e9;
                case null, default -> plain;
            };
            double bitsPerSecond = Double.parseDouble(rate.group("amount")) * factor;
            if (bitsPerSecond <= 0) {
                throw wrong(key + " '" + value + "' is no rate above 0");
            }
            return bitsPerSecond;
        });
    }

    private Matcher match(Pattern pattern, String key, String value, String what) {
        Matcher matcher = pattern.matcher(value);
        if (!matcher.matches()) {
            throw wrong(key + " '" + value + "' is not " + what);
        }
        return matcher;
    }

    /**
     * Reads a value that an own rule decides about.
     *
     * @param rule throws {@link IllegalArgumentException} with what is wrong
     * @param <T> type of the value
     * @return what the rule returns
     * @throws CommandFailed with that message and the usage
     */
    public <T> T check(Supplier<T> rule) {
        try {
            return rule.get();
        } catch (IllegalArgumentException e) {
            throw wrong(String.valueOf(e.getMessage()));
        }
    }

    /**
     * Describes words that do not go together.
     *
     * @param problem what is wrong
     * @return what to throw; the message shows the usage
     */
    public CommandFailed wrong(String problem) {
        return new CommandFailed(problem + "; usage: " + form.usage());
    }
}
