// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.ipcp.unicast;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One policy in place of another that has opened something for each of several users, such as flows: all of them go on with what the
 * successor opens, or none does. Confined to the loop.
 *
 * @param <P> SPI of the kind
 * @param <U> who uses what is opened
 * @param <S> state of that
 * @param <O> what is opened
 */
final class JointTakeover<P, U, S, O extends AutoCloseable> implements Adoption.Takeover<P> {
    /**
     * Those who use what policies of one kind open.
     *
     * @param <P> SPI of the kind
     * @param <U> who uses what is opened
     * @param <S> state of that
     * @param <O> what is opened
     */
    interface Users<P, U, S, O extends AutoCloseable> {
        /** {@return all of them} */
        Collection<U> all();

        /** {@return from where one begins of whom nothing is known} */
        S beginning();

        /** {@return from where a user goes on; {@code otherwise} if what it uses does not say} */
        S state(U user, S otherwise);

        /** {@return what a policy opens for a user who goes on from a state} */
        O open(P policy, S start);

        /** Has a user use another thing; {@return what it used before} */
        O put(U user, O opened);

        /** Says that the policy of before is to be in use again when this task is over, and users have what it opened. */
        default void takenBack() {}
    }

    private final Users<P, U, S, O> users;
    private final P next;
    private final Health health;
    private Map<U, S> handedOver = Map.of();

    /**
     * Prepares to put a policy in use.
     *
     * @param users who are to use what it opens
     * @param next the policy
     * @param health counts what does not close
     */
    JointTakeover(Users<P, U, S, O> users, P next, Health health) {
        this.users = users;
        this.next = next;
        this.health = health;
    }

    @Override
    public void commit() {
        handedOver = states();
        exchange(next, handedOver);
    }

    @Override
    public void rollBack(P before) {
        exchange(before, states());
        users.takenBack();
    }

    /** {@return where each user is; where it was handed over, if what it uses does not say} */
    private Map<U, S> states() {
        Map<U, S> states = new LinkedHashMap<>();
        for (U user : users.all()) {
            states.put(user, users.state(user, handedOver.getOrDefault(user, users.beginning())));
        }
        return states;
    }

    private void exchange(P policy, Map<U, S> states) {
        List<O> opened = new ArrayList<>(states.size());
        try {
            states.values().forEach(state -> opened.add(users.open(policy, state)));
        } catch (RuntimeException | Error failure) {
            opened.forEach(health::close);
            throw failure;
        }
        Iterator<O> each = opened.iterator();
        List<O> replaced = new ArrayList<>(states.size());
        states.keySet().forEach(user -> replaced.add(users.put(user, each.next())));
        replaced.forEach(health::close);
        health.renewed();
    }
}
