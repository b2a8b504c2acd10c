// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.it;

import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What a system is to hold after the commands that it answered: IPCPs, names, registrations and bindings. */
final class SystemModel {
    private static final int NAMES = 5;
    private static final String PROGRAM = "org.ouroboros.app.oping.server";

    private static final Pattern IPCP =
            Pattern.compile("\\{\"id\":\\d+,\"name\":\"([^\"]+)\",\"type\":\"local\",\"layer\":(null|\"[^\"]+\")");
    private static final Pattern NAME = Pattern.compile("\\{\"spec\":\\{\"name\":\"([^\"]+)\",\"balancing\":\"([^\"]+)\","
            + ".*?\"programs\":\\[(.*?)],\"processes\":.*?\"ipcps\":\\[(.*?)],\"registered\":\\[(.*?)],");

    private final TreeMap<String, String> ipcps = new TreeMap<>(); // with their layers, "" if none
    private final TreeMap<String, Name> names = new TreeMap<>();

    /** A name, and whether it lasts without what is bound to it. */
    private record Name(
            boolean lasting, String balancing, TreeSet<String> programs, TreeSet<String> ipcps, TreeSet<String> members) {
        Name(boolean lasting, String balancing) {
            this(lasting, balancing, new TreeSet<>(), new TreeSet<>(), new TreeSet<>());
        }

        Name last() {
            return new Name(true, balancing, programs, ipcps, members);
        }

        Name copy() {
            return new Name(lasting, balancing, new TreeSet<>(programs), new TreeSet<>(ipcps), new TreeSet<>(members));
        }
    }

    SystemModel copy() {
        SystemModel copy = new SystemModel();
        copy.ipcps.putAll(ipcps);
        names.forEach((key, name) -> copy.names.put(key, name.copy()));
        return copy;
    }

    /** Draws a command that will be carried out, and takes it as carried out; {@return its line} */
    String next(SplittableRandom random) {
        String ipcp = "i" + random.nextInt(NAMES);
        String name = "n" + random.nextInt(NAMES);
        boolean known = ipcps.containsKey(ipcp);
        boolean member = !ipcps.getOrDefault(ipcp, "").isEmpty();
        Name present = names.get(name);
        List<String> members = ipcps.entrySet().stream()
                .filter(each -> !each.getValue().isEmpty())
                .map(Map.Entry::getKey)
                .filter(each -> present == null || !present.members().contains(each))
                .toList();
        return switch (random.nextInt(12)) {
            case 0 -> {
                if (known) {
                    yield next(random);
                }
                ipcps.put(ipcp, "");
                yield "irm ipcp create name " + ipcp + " type local";
            }
            case 1, 2, 3 -> {
                if (member) {
                    yield next(random);
                }
                ipcps.put(ipcp, "l" + ipcp);
                yield "irm ipcp bootstrap name " + ipcp + " type local layer l" + ipcp;
            }
            case 4 -> {
                if (!known) {
                    yield next(random);
                }
                destroy(ipcp);
                yield "irm ipcp destroy name " + ipcp;
            }
            case 5 -> {
                if (present != null) {
                    yield next(random);
                }
                names.put(name, new Name(true, "round-robin"));
                yield "irm name create " + name;
            }
            case 6 -> {
                if (present == null) {
                    yield next(random);
                }
                names.remove(name);
                yield "irm name destroy " + name;
            }
            case 7, 8 -> {
                if (members.isEmpty()) {
                    yield next(random);
                }
                Name registered = present == null ? new Name(true, "spillover") : present.last();
                registered.members().addAll(members);
                names.put(name, registered);
                yield "irm name register " + name + " ipcp " + String.join(" ipcp ", members);
            }
            case 9 -> {
                if (present == null || present.members().isEmpty()) {
                    yield next(random);
                }
                String first = present.members().removeFirst();
                yield "irm name unregister " + name + " ipcp " + first;
            }
            case 10 -> {
                if (present != null && present.programs().contains(PROGRAM)) {
                    present.programs().remove(PROGRAM);
                    names.put(name, present.last());
                    yield "irm unbind program " + PROGRAM + " name " + name;
                }
                bound(name).programs().add(PROGRAM);
                yield "irm bind program " + PROGRAM + " name " + name;
            }
            default -> {
                if (!known) {
                    yield next(random);
                }
                if (present != null && present.ipcps().contains(ipcp)) {
                    present.ipcps().remove(ipcp);
                    names.put(name, present.last());
                    yield "irm unbind ipcp " + ipcp + " name " + name;
                }
                bound(name).ipcps().add(ipcp);
                yield "irm bind ipcp " + ipcp + " name " + name;
            }
        };
    }

    /** {@return what the answers to {@code ipcps --json} and {@code names --json} tell} */
    static String told(String ipcpsJson, String namesJson) {
        SystemModel told = new SystemModel();
        for (MatchResult ipcp : all(IPCP, ipcpsJson)) {
            told.ipcps.put(ipcp.group(1), ipcp.group(2).equals("null") ? "" : ipcp.group(2).replace("\"", ""));
        }
        for (MatchResult found : all(NAME, namesJson)) {
            Name name = new Name(true, found.group(2));
            all(Pattern.compile("\"program\":\"([^\"]+)\""), found.group(3))
                    .forEach(program -> name.programs().add(program.group(1)));
            all(Pattern.compile("\"([^\"]+)\""), found.group(4))
                    .forEach(ipcp -> name.ipcps().add(ipcp.group(1)));
            all(Pattern.compile("\"([^\"]+)\""), found.group(5))
                    .forEach(member -> name.members().add(member.group(1)));
            told.names.put(found.group(1), name);
        }
        return told.toString();
    }

    @Override
    public String toString() {
        return ipcps + " "
                + names.entrySet().stream()
                        .map(each -> each.getKey() + "=" + each.getValue().balancing()
                                + each.getValue().programs()
                                + each.getValue().ipcps()
                                + each.getValue().members())
                        .collect(Collectors.joining(" "));
    }

    private Name bound(String name) {
        return names.computeIfAbsent(name, key -> new Name(false, "spillover"));
    }

    private void destroy(String ipcp) {
        ipcps.remove(ipcp);
        names.values().removeIf(name -> {
            name.members().remove(ipcp);
            return name.ipcps().remove(ipcp) && !name.lasting() && name.programs().isEmpty() && name.ipcps().isEmpty();
        });
    }

    private static List<MatchResult> all(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        return matcher.results().toList();
    }
}
