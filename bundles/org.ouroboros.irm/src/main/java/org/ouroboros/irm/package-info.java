// SPDX-License-Identifier: Apache-2.0
/**
 * The IPC resource manager: names, processes, IPCPs, bindings, registrations and the allocation of flows.
 *
 * <p>All of its state is confined to one loop. {@link org.ouroboros.irm.IpcResourceManager} is the whole of it, without OSGi,
 * and answers with futures; {@link org.ouroboros.irm.IrmComponent} ties it to the services of a framework, and
 * {@link org.ouroboros.irm.BlockingIrm} is what other threads call.
 */
@NullMarked
package org.ouroboros.irm;

import org.jspecify.annotations.NullMarked;
