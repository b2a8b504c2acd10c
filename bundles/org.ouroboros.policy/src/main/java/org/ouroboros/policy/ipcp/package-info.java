// SPDX-License-Identifier: Apache-2.0
/**
 * SPI of a type of IPCP: what a layer does for the flows above it, and what the system does for its IPCPs.
 *
 * <p>A bundle with a type registers an {@link org.ouroboros.policy.ipcp.IpcpType}, marked with
 * {@link org.ouroboros.policy.ipcp.ProvidesIpcp}. The IRM makes {@linkplain org.ouroboros.policy.ipcp.Ipcp IPCPs} from it.
 * An IPCP lives on one loop: all its methods are called there, and it calls back there.
 *
 * <p>A flow has two sides at each end. Below is the {@link org.ouroboros.policy.ipcp.LayerFlow}, on which the end sends;
 * above is the {@link org.ouroboros.policy.ipcp.FlowUser}, to which the layer delivers. An endpoint is both: the user of the
 * layer's flow, and the flow of the IPCP or application above. That is how layers stack.
 *
 * <p>When the bundle of a type goes, each member {@linkplain org.ouroboros.policy.ipcp.Ipcp#handOver leaves} a
 * {@linkplain org.ouroboros.policy.ipcp.MemberState state}, and the users of its flows are
 * {@linkplain org.ouroboros.policy.ipcp.FlowUser#held held}. An IPCP of the type that comes back in time
 * {@linkplain org.ouroboros.policy.ipcp.Ipcp#resume goes on} from there. A type that does neither has its IPCPs closed, and they join
 * anew.
 */
@Export
@Version("1.0.0")
@NullMarked
package org.ouroboros.policy.ipcp;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
