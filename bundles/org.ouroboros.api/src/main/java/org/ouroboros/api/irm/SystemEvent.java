// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.api.irm;

/**
 * Kinds of events that happen in a system. They are told to the Event Admin service, each under its {@link #topic()}, with the
 * properties {@link #SUBJECT}, {@link #MESSAGE} and {@code timestamp}.
 */
public enum SystemEvent {
    /** A type of IPCP was installed. */
    TYPE_INSTALLED,
    /** A type of IPCP left; its IPCPs wait for it. */
    TYPE_GONE,
    /** An IPCP was created. */
    IPCP_CREATED,
    /** An IPCP became a member of a layer. */
    IPCP_JOINED,
    /** An IPCP left its layer. */
    IPCP_LEFT,
    /** The type of a member of a layer left; its flows are held for a while, until the type is back. */
    IPCP_HELD,
    /** A member of a layer that was held goes on where it was. */
    IPCP_RESUMED,
    /** An IPCP was destroyed. */
    IPCP_DESTROYED,
    /** A connection of an IPCP to a neighbour is gone; it is made again as long as it is wanted. */
    CONNECTION_LOST,
    /** A connection that was gone holds again. */
    CONNECTION_RESTORED,
    /** A name was created. */
    NAME_CREATED,
    /** A name became reachable in a layer. */
    NAME_REGISTERED,
    /** A name is no longer reachable in a layer. */
    NAME_UNREGISTERED,
    /** A name was destroyed. */
    NAME_DESTROYED,
    /** A process came that accepts flows. */
    PROCESS_STARTED,
    /** A process left. */
    PROCESS_ENDED,
    /** A flow was refused. */
    FLOW_REFUSED,
    /** The two ends of a flow agreed on another key, and use it. */
    FLOW_RENEGOTIATED,
    /** A flow was to be renegotiated, and stays as it was. */
    FLOW_NOT_RENEGOTIATED,
    /** A policy was put in use in place of another, and is watched. */
    POLICY_SWAPPED,
    /** A policy that was watched stays; what it replaced is closed. */
    POLICY_ACCEPTED,
    /** A policy that was watched is not in use any more; what it had replaced is again. */
    POLICY_ROLLED_BACK,
    /** A policy was not put in use. */
    POLICY_REFUSED,
    /** Something does not return on a loop, whose IPCPs are down until it does. */
    LOOP_HELD_UP,
    /** A loop that was held up goes on, and its IPCPs with it. */
    LOOP_GOES_ON,
    /** Something that is wanted does not hold; it is tried again. */
    WAITING,
    /** Something that waited holds. */
    DONE;

    /** What all topics begin with. */
    public static final String TOPICS = "org/ouroboros/irm/";

    /** Property: name of the object that the event is about. */
    public static final String SUBJECT = "subject";

    /** Property: what happened, in a sentence. */
    public static final String MESSAGE = "message";

    /** {@return the topic of the Event Admin service} */
    public String topic() {
        return TOPICS + name();
    }
}
