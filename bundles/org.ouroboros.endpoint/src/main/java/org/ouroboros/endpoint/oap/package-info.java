// SPDX-License-Identifier: Apache-2.0
/**
 * The flow allocation protocol, OAP: what the two ends of a flow say to each other while it is allocated (end-to-end
 * specification, section 4).
 *
 * <p>Every allocation over a layer carries a message each way, which the layer does not look into. A client
 * {@linkplain org.ouroboros.endpoint.oap.OapClient#open opens} an allocation, sends its request, and
 * {@linkplain org.ouroboros.endpoint.oap.OapClient#finish finishes} it with the response. A system has one
 * {@link org.ouroboros.endpoint.oap.OapServer}, which {@linkplain org.ouroboros.endpoint.oap.OapServer#take takes} a request as
 * it comes, and answers it.
 *
 * <p>A flow that is open and encrypted is {@linkplain org.ouroboros.endpoint.oap.OapClient#renegotiate renegotiated} by an allocation that
 * proves to come from an end of it, by what that knows of its {@link org.ouroboros.endpoint.oap.EarlierSession}.
 *
 * <p>What either side wants of the flows of a name is a {@link org.ouroboros.endpoint.oap.NameSecurity}, what the two agreed on a
 * {@link org.ouroboros.endpoint.oap.Session}. Ciphers, key exchanges and certificates are policies. Key pairs, secrets and
 * signatures are computed off the loop, under a deadline; a plain, anonymous flow is agreed on at once.
 */
@Export
@Version("1.0.0")
@NullMarked
package org.ouroboros.endpoint.oap;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
