// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.ipcp.unicast.wire;

import java.time.Duration;
import java.util.function.ToIntFunction;
import org.ouroboros.ipcp.unicast.wire.Fields.Malformed;
import org.ouroboros.policy.congestion.CongestionPolicy;
import org.ouroboros.policy.directory.DirectoryParameters;
import org.ouroboros.policy.ipcp.HashAlgorithm;
import org.ouroboros.policy.routing.RoutingPolicy;

/**
 * What all members of a unicast layer share (network specification, section 4.4): {@code ipcp_config}, a protobuf message.
 *
 * <p>For routing and congestion the numbers of the message name a policy that a member of the C prototype has; the name of the one that is
 * meant travels beside it, in fields that the prototype skips and does not pass on.
 *
 * @param layer name of the layer
 * @param hash how it hashes names
 * @param maxTtl hops that a packet may take, 1..255
 * @param routing routing policy
 * @param linkState timers of the link-state protocol
 * @param directory name of the directory policy
 * @param parameters how the directory is set; {@code peer} is the member that sends this
 * @param address name of the address policy
 * @param congestion congestion policy
 * @param scheduling name of the scheduling policy
 * @param detection silence after which a neighbour counts as gone, 100 ms or more
 */
public record LayerConfiguration(
        String layer,
        HashAlgorithm hash,
        int maxTtl,
        Choice<RoutingPolicy.Base> routing,
        LinkStateTimers linkState,
        String directory,
        DirectoryParameters parameters,
        String address,
        Choice<CongestionPolicy.Base> congestion,
        String scheduling,
        Duration detection) {

    /** Name of the directory policy of the C prototype. */
    public static final String DHT = "dht";

    /** Name of the address policy of the C prototype. */
    public static final String FLAT = "flat";

    /** Name of the scheduling policy where the message says none. */
    public static final String PRIORITY = "priority";

    /** Silence after which a neighbour counts as gone where the message says nothing of it. */
    public static final Duration DETECTION = Duration.ofSeconds(3);

    private static final int UNICAST = 1;
    private static final int NAMED = 100; // first of the fields that are ours

    /** Checks what would do harm. */
    public LayerConfiguration {
        check("layer", layer.length(), 1, 255);
        check("max_ttl", maxTtl, 1, 255);
        check("t_recalc", linkState.recalculation().toSeconds(), 0, Integer.MAX_VALUE);
        check("t_update", linkState.update().toSeconds(), 1, Integer.MAX_VALUE);
        check("t_timeo", linkState.timeout().toSeconds(), 1, Integer.MAX_VALUE);
        check("alpha", parameters.alpha(), 1, 255);
        check("k", parameters.replicas(), 1, 255);
        check("t_expire", parameters.expiry().toSeconds(), 1, Integer.MAX_VALUE);
        check("t_refresh", parameters.refresh().toSeconds(), 1, Integer.MAX_VALUE);
        check("t_replicate", parameters.replication().toSeconds(), 1, Integer.MAX_VALUE);
        check("detection", detection.toMillis(), 100, Integer.MAX_VALUE);
    }

    private static void check(String what, long value, long least, long most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(what + " " + value + " is outside " + least + ".." + most);
        }
    }

    /**
     * A policy of a kind whose number travels.
     *
     * @param name name of the policy
     * @param base what a member of the C prototype runs in its place
     */
    public record Choice<B extends Enum<B>>(String name, B base) {}

    /**
     * Timers of the link-state protocol (network specification, section 9).
     *
     * @param recalculation longest time until changes are computed with
     * @param update time between two announcements of a link
     * @param timeout time after which a link that is no longer announced is forgotten
     */
    public record LinkStateTimers(Duration recalculation, Duration update, Duration timeout) {}

    /**
     * The configuration as a member sends it.
     *
     * @param peer address of that member
     * @return a copy with that address as contact of the directory
     */
    public LayerConfiguration from(long peer) {
        DirectoryParameters own = new DirectoryParameters(
                parameters.alpha(),
                parameters.replicas(),
                parameters.expiry(),
                parameters.refresh(),
                parameters.replication(),
                peer);
        return new LayerConfiguration(
                layer, hash, maxTtl, routing, linkState, directory, own, address, congestion, scheduling, detection);
    }

    /** {@return name of the routing policy that a base stands for} */
    public static String name(RoutingPolicy.Base base) {
        return switch (base) {
            case SIMPLE -> "link-state";
            case ALTERNATE -> "lfa";
            case EQUAL_COST -> "ecmp";
        };
    }

    /** {@return name of the congestion policy that a base stands for} */
    public static String name(CongestionPolicy.Base base) {
        return switch (base) {
            case NONE -> "none";
            case MULTI_BIT_ECN -> "mb-ecn";
        };
    }

    Fields fields() {
        Fields timers = new Fields()
                .put(1, routing.base().number())
                .put(2, linkState.recalculation().toSeconds())
                .put(3, linkState.update().toSeconds())
                .put(4, linkState.timeout().toSeconds());
        Fields paths = new Fields().put(1, 0).put(2, timers);
        named(paths, NAMED, routing.name(), name(routing.base()));
        Fields transfer = new Fields()
                .put(1, Pci.ADDRESS_BYTES)
                .put(2, Pci.EID_BYTES)
                .put(3, maxTtl)
                .put(4, paths);
        Fields table = new Fields()
                .put(1, parameters.alpha())
                .put(2, parameters.replicas())
                .put(3, parameters.expiry().toSeconds())
                .put(4, parameters.refresh().toSeconds())
                .put(5, parameters.replication().toSeconds())
                .put(6, parameters.peer());
        Fields names = new Fields().put(1, 0).put(2, table);
        named(names, NAMED, directory, DHT);
        Fields unicast = new Fields()
                .put(1, transfer)
                .put(2, names)
                .put(3, 0)
                .put(4, congestion.base().number());
        named(unicast, NAMED, congestion.name(), name(congestion.base()));
        named(unicast, NAMED + 1, address, FLAT);
        named(unicast, NAMED + 2, scheduling, PRIORITY);
        if (!detection.equals(DETECTION)) {
            unicast.put(NAMED + 3, detection.toMillis());
        }
        Fields info = new Fields().put(1, layer).put(2, number(hash));
        return new Fields().put(1, info).put(2, UNICAST).put(3, unicast);
    }

    static LayerConfiguration of(Fields fields) throws Malformed {
        if (fields.small(2) != UNICAST) {
            throw new Malformed("IPCP type " + fields.small(2) + " is not that of a unicast layer");
        }
        Fields info = fields.message(1);
        Fields unicast = fields.message(3);
        Fields transfer = unicast.message(1);
        Fields paths = transfer.message(4);
        Fields timers = paths.message(2);
        Fields names = unicast.message(2);
        Fields table = names.message(2);
        if (transfer.small(1) != Pci.ADDRESS_BYTES
                || paths.small(1) != 0
                || names.small(1) != 0
                || unicast.small(3) != 0) {
            throw new Malformed("a policy or an address size that no member of the C prototype can run");
        }
        RoutingPolicy.Base routing = constant(RoutingPolicy.Base.values(), RoutingPolicy.Base::number, timers.small(1));
        CongestionPolicy.Base congestion =
                constant(CongestionPolicy.Base.values(), CongestionPolicy.Base::number, unicast.small(4));
        try {
            return new LayerConfiguration(
                    info.text(1),
                    hash(info.small(2)),
                    transfer.small(3),
                    new Choice<>(paths.optionalText(NAMED).orElse(name(routing)), routing),
                    new LinkStateTimers(seconds(timers, 2), seconds(timers, 3), seconds(timers, 4)),
                    names.optionalText(NAMED).orElse(DHT),
                    new DirectoryParameters(
                            table.small(1),
                            table.small(2),
                            seconds(table, 3),
                            seconds(table, 4),
                            seconds(table, 5),
                            table.number(6)),
                    unicast.optionalText(NAMED + 1).orElse(FLAT),
                    new Choice<>(unicast.optionalText(NAMED).orElse(name(congestion)), congestion),
                    unicast.optionalText(NAMED + 2).orElse(PRIORITY),
                    unicast.has(NAMED + 3) ? Duration.ofMillis(unicast.small(NAMED + 3)) : DETECTION);
        } catch (IllegalArgumentException outOfRange) {
            throw new Malformed(String.valueOf(outOfRange.getMessage()));
        }
    }

    private static void named(Fields fields, int field, String name, String base) {
        if (!name.equals(base)) {
            fields.put(field, name);
        }
    }

    private static Duration seconds(Fields fields, int field) throws Malformed {
        return Duration.ofSeconds(fields.small(field));
    }

    /** {@return the number of a hash algorithm} (network specification, section 1.2) */
    private static int number(HashAlgorithm algorithm) {
        return switch (algorithm) {
            case SHA3_224 -> 0;
            case SHA3_256 -> 1;
            case SHA3_384 -> 2;
            case SHA3_512 -> 3;
            case MD5 -> throw new IllegalArgumentException("a unicast layer does not hash names by MD5");
        };
    }

    private static HashAlgorithm hash(int number) throws Malformed {
        HashAlgorithm[] selectable = {
            HashAlgorithm.SHA3_224, HashAlgorithm.SHA3_256, HashAlgorithm.SHA3_384, HashAlgorithm.SHA3_512
        };
        return constant(selectable, LayerConfiguration::number, number);
    }

    private static <C> C constant(C[] constants, ToIntFunction<C> numbers, int number) throws Malformed {
        for (C constant : constants) {
            if (numbers.applyAsInt(constant) == number) {
                return constant;
            }
        }
        throw new Malformed("number " + number + " stands for nothing known");
    }
}
