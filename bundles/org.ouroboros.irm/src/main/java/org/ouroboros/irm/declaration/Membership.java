// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.irm.declaration;

import java.util.Optional;
import org.ouroboros.api.irm.LayerSpec;

/** How an IPCP becomes a member of a layer. */
public sealed interface Membership {
    /**
     * As the first one.
     *
     * @param layer the layer and its options
     */
    record Bootstrap(LayerSpec layer) implements Membership {}

    /**
     * Through a member.
     *
     * @param destination a name that reaches a member
     * @param layer the layer that it must turn out to be, if given
     */
    record Enrolment(String destination, Optional<String> layer) implements Membership {}
}
