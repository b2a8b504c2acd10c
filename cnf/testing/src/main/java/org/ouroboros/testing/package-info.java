// SPDX-License-Identifier: Apache-2.0
/** What the tests of several modules use, benches and the conformance kit too. It depends on none of them. */
package org.ouroboros.testing;
