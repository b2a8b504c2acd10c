// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.it.network;

/**
 * A host of ours and one with the prototype, both members of the layer {@code net} over UDP, which trust the authority of ours.
 *
 * @param ours joined, and connected
 * @param theirs founded the layer
 */
record Neighbours(JavaHost ours, PrototypeHost theirs) {
    /** Starts both, and has them form the layer. */
    static Neighbours on(Lan lan) throws Exception {
        Neighbours both = startedOn(lan);
        both.join();
        return both;
    }

    /** Starts both, each with its layer over UDP. */
    static Neighbours startedOn(Lan lan) throws Exception {
        JavaHost ours = lan.java(Family.UDP4);
        PrototypeHost theirs = lan.prototypeToStart(Family.UDP4);
        ours.certify("nobody", "");
        ours.certify("nobody", "-o " + theirs.security()); // the prototype reads whom it trusts as it starts
        theirs.start();
        return new Neighbours(ours, theirs);
    }

    /** Has a name served, and returns when the other one finds it. */
    void serve(Host server, String application, String name) throws Exception {
        server.serve(application, name, Host.NET);
        if (server == ours) {
            theirs.awaitAskedAbout(name);
        }
    }

    /** Has them form the layer. */
    void join() throws Exception {
        theirs.bootstrap(Host.NET, Host.UDP, "ls_t_recalc 1");
        ours.enrol(Host.NET, Host.UDP, theirs);
        ours.connect(Host.NET, theirs);
    }
}
