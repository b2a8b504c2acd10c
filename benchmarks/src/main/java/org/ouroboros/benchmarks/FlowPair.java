// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.benchmarks;

import org.ouroboros.api.Flow;

/** Both ends of a flow. */
record FlowPair(Flow client, Flow server) {}
