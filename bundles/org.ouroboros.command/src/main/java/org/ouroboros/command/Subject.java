// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.command;

/** What a word of a command line names; the shell knows what there is of it. */
public enum Subject {
    /** Nothing that the shell could list: numbers, times, new names. */
    ANYTHING,
    /** A name that flows are allocated to. */
    NAME,
    /** A name that reaches a member of a layer. */
    MEMBER,
    /** A layer that this system is a member of. */
    LAYER,
    /** An IPCP of this system. */
    IPCP,
    /** A name that the operator says is found at an address. */
    PEER,
    /** An installed type of IPCP. */
    TYPE,
    /** A process that accepts flows, by number. */
    PROCESS,
    /** A program: an installed bundle, by symbolic name. */
    PROGRAM,
    /** An installed bundle, by number or symbolic name. */
    BUNDLE,
    /** An installed load-balancing policy. */
    BALANCING,
    /** A QoS preset. */
    QOS,
    /** A command. */
    COMMAND,
    /** A file. */
    FILE
}
