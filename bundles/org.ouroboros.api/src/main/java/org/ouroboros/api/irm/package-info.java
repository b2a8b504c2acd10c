// SPDX-License-Identifier: Apache-2.0
/**
 * What operators see of Ouroboros: the IPC resource manager of a system.
 *
 * <p>{@link org.ouroboros.api.irm.Irm} does everything the {@code irm} command does, typed (end-to-end specification,
 * section 5.7). It takes and returns immutable records.
 */
@Export
@Version("1.0.0")
@NullMarked
package org.ouroboros.api.irm;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
