// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.shell;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ouroboros.api.irm.IpcpTypeInfo;
import org.ouroboros.api.irm.IpcpTypeInfo.Option;
import org.ouroboros.api.irm.Irm;
import org.ouroboros.command.CommandFailed;

/**
 * The types of IPCPs that are installed, in the order in which abbreviations are tried: those of the prototype first
 * (end-to-end specification, section 5.7), then others by name.
 *
 * @param types the types, in that order
 */
record InstalledTypes(List<IpcpTypeInfo> types) {
    private static final List<String> PROTOTYPE =
            List.of("unicast", "broadcast", "local", "udp4", "udp6", "eth-llc", "eth-dix");

    static InstalledTypes of(Irm irm) {
        return new InstalledTypes(irm.ipcpTypes().stream()
                .sorted(Comparator.comparing(IpcpTypeInfo::type, Abbreviation.order(PROTOTYPE)))
                .toList());
    }

    /** {@return the type that a word stands for} */
    String expand(String word) {
        return find(word).map(IpcpTypeInfo::type).orElseThrow(() -> notInstalled(word));
    }

    /** {@return the type that a word stands for, if there is one} */
    Optional<IpcpTypeInfo> find(String word) {
        return new Abbreviation(word).of(types, IpcpTypeInfo::type);
    }

    /** {@return the options of all types} */
    List<String> optionNames() {
        return types.stream().flatMap(type -> optionNames(type).stream()).toList();
    }

    /**
     * Finds the options of a type that words stand for.
     *
     * @param type full name of the type
     * @param given values by word
     * @return the values by option
     */
    Map<String, String> options(String type, Map<String, String> given) {
        List<String> known = types.stream()
                .filter(candidate -> candidate.type().equals(type))
                .findFirst()
                .map(InstalledTypes::optionNames)
                .orElseThrow(() -> notInstalled(type));
        Map<String, String> options = new HashMap<>();
        given.forEach((word, value) -> {
            String option = new Abbreviation(word)
                    .of(known)
                    .orElseThrow(() -> CommandFailed.choose("type " + type + " has no option '" + word + "'", known));
            if (options.put(option, value) != null) {
                throw new CommandFailed("option '" + option + "' is given twice");
            }
        });
        return options;
    }

    private List<String> names() {
        return types.stream().map(IpcpTypeInfo::type).toList();
    }

    private CommandFailed notInstalled(String type) {
        return CommandFailed.choose("no type of IPCP '" + type + "' is installed", names());
    }

    private static List<String> optionNames(IpcpTypeInfo type) {
        return type.options().stream().map(Option::name).toList();
    }
}
