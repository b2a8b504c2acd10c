// SPDX-License-Identifier: Apache-2.0
/** Rules that the tree keeps, checked by its own build. */
package org.ouroboros.checks;
