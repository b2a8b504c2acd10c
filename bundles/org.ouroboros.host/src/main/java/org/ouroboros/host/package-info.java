// SPDX-License-Identifier: Apache-2.0
/**
 * What hosts of policies share: the catalogue of the policies that are present, and the slots that use them.
 *
 * <p>A host keeps the state; a policy brings the behaviour, and can be replaced while packets pass. The host opens a
 * {@link org.ouroboros.host.PolicyCatalogue} for each kind of policy and gives it every policy that arrives or leaves.
 * Where it uses one, it opens a {@link org.ouroboros.host.PolicySlot}: the slot prepares successors off the loop,
 * exchanges them on the loop between two packets, and falls to a stand-in of the host while the wanted policy is
 * absent.
 *
 * <p>Which policy a slot uses is said by name, in configuration or by the operator; no ranking and no order of arrival
 * decides it.
 */
@Export
@Version("1.0.0")
@NullMarked
package org.ouroboros.host;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
