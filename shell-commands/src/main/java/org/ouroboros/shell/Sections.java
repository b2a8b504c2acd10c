// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.shell;

import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.ouroboros.api.irm.IpcpTypeInfo;
import org.ouroboros.api.irm.PolicyInfo;
import org.ouroboros.api.irm.SlotInfo;

/** Tables that belong together, printed one below the other. */
sealed interface Sections extends Shown {
    /**
     * The policies of a system.
     *
     * @param installed those that are there
     * @param inUse the slots, with what they use
     */
    record Policies(Listing<PolicyInfo> installed, Listing<SlotInfo> inUse) implements Sections {
        @Override
        public String text() {
            return join(installed, inUse);
        }
    }

    /**
     * The types of IPCPs of a system.
     *
     * @param types those that are there
     * @param options what their layers take
     */
    record Types(Listing<IpcpTypeInfo> types, Listing<TypeOption> options) implements Sections {
        @Override
        public String text() {
            return join(types, options);
        }
    }

    /**
     * An option of a type.
     *
     * @param type the type
     * @param option its option
     */
    record TypeOption(String type, IpcpTypeInfo.Option option) {}

    private static String join(Shown... sections) {
        return Stream.of(sections).map(Shown::text).collect(Collectors.joining("\n"));
    }
}
