// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.policy.swap;

import org.osgi.annotation.versioning.ProviderType;

/**
 * What a successor starts from: an immutable record that no policy owns. It grows by components, of which each further one is a new
 * version.
 */
@ProviderType
public interface State {
    /** {@return its version, from 1} */
    int version();

    /** {@return what it holds, for people} */
    String summary();
}
