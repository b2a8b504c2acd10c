// SPDX-License-Identifier: Apache-2.0
/**
 * What is declared of a system, and how it is written in configurations: one for each IPCP, name and binding.
 *
 * <p>Values only: a {@link org.ouroboros.irm.declaration.Declaration} says what is wanted, whoever wants it; the IRM brings it
 * about. {@link org.ouroboros.irm.declaration.Declarations} turns the properties of a configuration into one and back.
 */
@NullMarked
package org.ouroboros.irm.declaration;

import org.jspecify.annotations.NullMarked;
