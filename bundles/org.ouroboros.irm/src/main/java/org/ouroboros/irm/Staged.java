// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.irm;

import java.util.List;
import java.util.Optional;
import org.ouroboros.irm.declaration.Declaration;
import org.ouroboros.irm.declaration.Key;

/**
 * A configuration that is to be written.
 *
 * @param pid its PID
 * @param before what it says until then
 * @param after what it is to say; it is deleted if that is empty
 */
record Staged(String pid, Optional<Desired.Source> before, Optional<Desired.Source> after) {

    /**
     * A change of what is kept of one object.
     *
     * @param key the object
     * @param wanted what is to be kept of it; nothing if empty
     */
    record Write(Key key, Optional<Declaration> wanted) {
        static Write of(Declaration declaration) {
            return new Write(declaration.key(), Optional.of(declaration));
        }

        static Write none(Key key) {
            return new Write(key, Optional.empty());
        }
    }

    /** {@return what takes this back} */
    static List<Staged> reversed(List<Staged> steps) {
        return steps.reversed().stream()
                .map(step -> new Staged(step.pid(), step.after(), step.before()))
                .toList();
    }
}
