// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.ipcp.unicast;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.ouroboros.host.Candidate;
import org.ouroboros.host.PolicyCatalogue;
import org.ouroboros.ipcp.unicast.wire.LayerConfiguration;
import org.ouroboros.ipcp.unicast.wire.LayerConfiguration.Choice;
import org.ouroboros.ipcp.unicast.wire.LayerConfiguration.LinkStateTimers;
import org.ouroboros.policy.directory.DirectoryParameters;
import org.ouroboros.policy.ipcp.HashAlgorithm;
import org.ouroboros.policy.ipcp.LayerConfig;
import org.ouroboros.policy.ipcp.LayerOption;
import org.ouroboros.policy.ipcp.LayerRefused;

/** What a unicast layer is bootstrapped with (network specification, section 12). */
final class LayerOptions {
    /** The options, with what holds without them. */
    static final List<LayerOption> ALL = List.of(
            new LayerOption("hash", "how names are hashed: SHA3_224, SHA3_256, SHA3_384 or SHA3_512", "SHA3_256"),
            new LayerOption("addr", "size of an address in bytes: 4", "4"),
            new LayerOption("eid", "size of an endpoint id in bytes: 8", "8"),
            new LayerOption("ttl", "hops that a packet may take: 1..255", "60"),
            new LayerOption("addr_auth", "policy that chooses addresses", "flat"),
            new LayerOption("directory", "policy that finds names", "dht"),
            new LayerOption("dht_alpha", "requests of a look-up under way at a time: 1..10", "3"),
            new LayerOption("dht_k", "members that a name is stored at: 1..20", "8"),
            new LayerOption(
                    "dht_t_expire", "how long a name is kept unless it is stored again, in s: 10..86400", "86400"),
            new LayerOption("dht_t_refresh", "how long a part of the directory may go unused, in s: 3..3600", "900"),
            new LayerOption("dht_t_replicate", "time after which a name is stored again, in s: 3..3600", "900"),
            new LayerOption(
                    "routing", "policy that computes routes: link-state, lfa, ecmp, or another one", "link-state"),
            new LayerOption(
                    "ls_t_timeo", "time after which a link that is not announced is gone, in s: 1..86400", "60"),
            new LayerOption("ls_t_update", "time between announcements of a link, in s: 1..86400", "15"),
            new LayerOption("ls_t_recalc", "longest time until changes are computed with, in s: 1..86400", "4"),
            new LayerOption("congestion", "policy that avoids congestion: none, mb-ecn, or another one", "mb-ecn"),
            new LayerOption("scheduling", "policy that orders packets that wait", "priority"),
            new LayerOption(
                    "detection_ms", "silence after which a neighbour counts as gone, in ms: 100..120000", "3000"));

    private static final Map<String, LayerOption> BY_NAME =
            ALL.stream().collect(Collectors.toMap(LayerOption::name, option -> option));

    private final Map<String, String> given;
    private final Function<String, Optional<String>> chosen;

    private LayerOptions(Map<String, String> given, Function<String, Optional<String>> chosen) {
        this.given = given;
        this.chosen = chosen;
    }

    /**
     * Reads the options of a layer.
     *
     * @param config its name and options
     * @param policies what is present
     * @param chosen recalls by kind what an operator chose for this layer before a restart
     * @return the configuration of the layer, as its first member has it; in place of a policy that is not installed any more it has the one
     *     that an operator chose instead
     * @throws LayerRefused if a value is out of range, or a policy is not installed
     */
    static LayerConfiguration read(LayerConfig config, Policies policies, Function<String, Optional<String>> chosen) {
        LayerOptions options = new LayerOptions(config.options(), chosen);
        options.number("addr", 4, 4);
        options.number("eid", 8, 8);
        DirectoryParameters directory = new DirectoryParameters(
                options.number("dht_alpha", 1, 10),
                options.number("dht_k", 1, 20),
                options.seconds("dht_t_expire", 10, 86_400),
                options.seconds("dht_t_refresh", 3, 3_600),
                options.seconds("dht_t_replicate", 3, 3_600),
                0);
        LinkStateTimers timers = options.linkStateTimers();
        var routing = options.policy("routing", policies.routing());
        var congestion = options.policy("congestion", policies.congestion());
        return new LayerConfiguration(
                config.layer(),
                HashAlgorithm.selectable(options.value("hash")),
                options.number("ttl", 1, 255),
                new Choice<>(routing.name(), routing.policy().base()),
                timers,
                options.policy("directory", policies.directory()).name(),
                directory,
                options.policy("addr_auth", policies.address()).name(),
                new Choice<>(congestion.name(), congestion.policy().base()),
                options.policy("scheduling", policies.scheduling()).name(),
                Duration.ofMillis(options.number("detection_ms", 100, 120_000)));
    }

    private LinkStateTimers linkStateTimers() {
        Duration update = seconds("ls_t_update", 1, 86_400);
        Duration timeout = seconds("ls_t_timeo", 1, 86_400);
        if (timeout.compareTo(update) <= 0) {
            throw new LayerRefused("ls_t_timeo '" + timeout.toSeconds() + "' is not above ls_t_update '"
                    + update.toSeconds() + "': links would be gone before they are announced again");
        }
        return new LinkStateTimers(seconds("ls_t_recalc", 1, 86_400), update, timeout);
    }

    private String value(String option) {
        LayerOption known = BY_NAME.get(option);
        return given.getOrDefault(option, known == null ? "" : known.defaultValue());
    }

    private Duration seconds(String option, int least, int most) {
        return Duration.ofSeconds(number(option, least, most));
    }

    private int number(String option, int least, int most) {
        String value = value(option);
        try {
            int number = Integer.parseInt(value);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException noNumber) { // refused below, as one out of range is
        }
        throw new LayerRefused(option + " '" + value + "' is not "
                + (least == most ? "supported: it is always " + least : "a number in " + least + ".." + most));
    }

    /** Finds a policy; its name may be written as the C prototype does: DHT, link_state. */
    private <P> Candidate<P> policy(String option, PolicyCatalogue<P> installed) {
        String value = value(option);
        return installed
                .find(value)
                .or(() -> installed.find(value.toLowerCase(Locale.ROOT).replace('_', '-')))
                .or(() -> chosen.apply(installed.kind()).flatMap(installed::find))
                .orElseThrow(() -> new LayerRefused(option + " '" + value + "' is not an installed policy: there is "
                        + Optional.of(installed.candidates().stream()
                                        .map(Candidate::name)
                                        .distinct()
                                        .sorted()
                                        .collect(Collectors.joining(", ")))
                                .filter(names -> !names.isEmpty())
                                .orElse("none")));
    }
}
