// SPDX-License-Identifier: Apache-2.0
/**
 * What applications see of Ouroboros: flows, allocated by name.
 *
 * <p>A client asks the {@link org.ouroboros.api.FlowAllocator} for a flow to a name. A server is a
 * {@link org.ouroboros.api.FlowAcceptor} registered as a service; it is handed one
 * {@link org.ouroboros.api.Flow} per request for the names that are bound to it, from outside, through
 * {@link org.ouroboros.api.irm.Irm}. A flow carries messages: boundaries are kept, and what the flow promises about loss
 * and order is its {@link org.ouroboros.api.QosSpec}.
 *
 * <p>What the network does to a flow shows as a {@link org.ouroboros.api.FlowException}; events of one flow or of many
 * are told to a {@link org.ouroboros.api.FlowListener} or collected by a {@link org.ouroboros.api.FlowSet}. Capabilities
 * follow the end-to-end specification, section 1.
 */
@Export
@Version("1.0.0")
@NullMarked
package org.ouroboros.api;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
