// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.irm;

import org.ouroboros.api.FlowAcceptor;
import org.ouroboros.policy.balancing.Candidate;

/** A process: a registered acceptor. Confined to the loop. */
final class SystemProcess {
    private final long id;
    private final String program;
    private final FlowAcceptor acceptor;
    private int limit;
    private int flows;

    SystemProcess(long id, String program, FlowAcceptor acceptor, int limit) {
        this.id = id;
        this.program = program;
        this.acceptor = acceptor;
        this.limit = limit;
    }

    long id() {
        return id;
    }

    String program() {
        return program;
    }

    FlowAcceptor acceptor() {
        return acceptor;
    }

    int limit() {
        return limit;
    }

    void limit(int newLimit) {
        limit = newLimit;
    }

    int flows() {
        return flows;
    }

    boolean hasRoom() {
        return flows < limit;
    }

    void take() {
        flows++;
    }

    void giveBack() {
        flows--;
    }

    Candidate candidate() {
        return new Candidate(id, flows, limit);
    }

    @Override
    public String toString() {
        return program + " (process " + id + ")";
    }
}
