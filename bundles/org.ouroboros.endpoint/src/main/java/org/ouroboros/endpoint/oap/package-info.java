// SPDX-License-Identifier: Apache-2.0
/**
 * The flow allocation protocol, OAP: what the two ends of a flow say to each other while it is allocated (end-to-end
 * specification, section 4).
 *
 * <p>Every allocation over a layer carries a message each way, which the layer does not look into. A client
 * {@linkplain org.ouroboros.endpoint.oap.OapClient#open opens} an allocation, sends its request, and
 * {@linkplain org.ouroboros.endpoint.oap.OapClient#finish finishes} it with the response. A system has one
 * {@link org.ouroboros.endpoint.oap.OapServer}, which {@linkplain org.ouroboros.endpoint.oap.OapServer#take takes} a request as
 * it comes, and answers it when there is somebody to take the flow.
 */
@Export
@Version("1.0.0")
@NullMarked
package org.ouroboros.endpoint.oap;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
