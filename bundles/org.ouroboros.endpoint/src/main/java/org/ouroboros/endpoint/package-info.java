// SPDX-License-Identifier: Apache-2.0
/**
 * The end-to-end part of a flow: what stands between its user and the layer that carries it.
 *
 * <p>A {@link org.ouroboros.endpoint.LayerEndpoint} sits on the flow of a layer, on the layer's loop: it runs the reliability,
 * encryption and integrity that the flow needs, sends keep-alives and notices a dead peer. It has two faces. To an IPCP above
 * it is a layer's flow again, in plain calls. To an application it shows through an
 * {@link org.ouroboros.endpoint.ApplicationFlow}: a pair of bounded queues, one a direction, where the application's threads
 * meet the loop.
 *
 * <p>What carries an endpoint is a {@linkplain org.ouroboros.endpoint.Replacement replaceable} flow of the layer, with keys of its own: so
 * the two ends of a flow agree on others while packets pass.
 *
 * <p>Two applications of one system share the pair crosswise and need no loop to pass packets: each one's outgoing queue is
 * the other's incoming one.
 */
@Export
@Version("1.0.0")
@NullMarked
package org.ouroboros.endpoint;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
