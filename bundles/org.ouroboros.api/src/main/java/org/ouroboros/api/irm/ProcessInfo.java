// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.api.irm;

import java.util.List;

/**
 * A process: one registered acceptor.
 *
 * @param id its number, the {@code service.id}
 * @param program symbolic name of its bundle
 * @param names names whose flows it is offered, sorted
 * @param flows number of flows that it holds
 * @param limit number of flows that it holds at most
 */
public record ProcessInfo(long id, String program, List<String> names, int flows, int limit) {
    /** Copies the list. */
    public ProcessInfo {
        names = List.copyOf(names);
    }
}
