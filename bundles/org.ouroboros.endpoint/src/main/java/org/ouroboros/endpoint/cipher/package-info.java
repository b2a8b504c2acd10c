// SPDX-License-Identifier: Apache-2.0
/**
 * What is the same for all ciphers of a flow: initialisation vectors, and keys that change with the packets (end-to-end
 * specification, sections 3.3 and 3.4).
 */
@NullMarked
package org.ouroboros.endpoint.cipher;

import org.jspecify.annotations.NullMarked;
