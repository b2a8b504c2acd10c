// SPDX-License-Identifier: Apache-2.0
/** Configurations in files that are replaced in one step. */
@NullMarked
package org.ouroboros.configurations;

import org.jspecify.annotations.NullMarked;
