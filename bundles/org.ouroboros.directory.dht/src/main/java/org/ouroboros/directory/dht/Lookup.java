// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.directory.dht;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Asks its way to the members that are closest to a key.
 *
 * <p>At most <i>alpha</i> requests are under way, to the closest members named so far; one that is late makes room for the next. A look-up
 * for a value ends with the first answer that has an address to which there is a route. Else it ends when the <i>k</i> closest members that
 * answer have done so; before a look-up for a value gives up, it also asks the members that may hold what they are not close to, and waits
 * for those who are late. A look-up for members waits for them as long as fewer than <i>k</i> have answered: who begins with the only
 * member that it knows would else find nobody when one message is lost. It asks {@link #MOST_ASKED} members at most, and asks none after
 * {@link #PATIENCE_NS}.
 */
final class Lookup implements Requests.Asker {
    /** Members that are asked at most. */
    static final int MOST_ASKED = 128;

    /** Time after which nobody else is asked, in nanoseconds. */
    static final long PATIENCE_NS = 5_000_000_000L;

    private static final int MOST_CANDIDATES = 256;

    /**
     * What a look-up looks for.
     *
     * @param key the key
     * @param forValue whether for a value, rather than for members
     * @param widely whether to ask members that are not close, too, before giving up
     * @param patient whether to wait for members that are late, rather than to leave a further try to the caller
     * @param k members that are to answer
     * @param alpha requests that are under way at a time
     */
    record Goal(Key key, boolean forValue, boolean widely, boolean patient, int k, int alpha) {}

    /**
     * What a look-up found.
     *
     * @param addresses where the name is registered
     * @param closest members that answered, the closest first, at most <i>k</i>
     * @param hops how many members named one another on the way to the answer
     * @param asked members that were asked
     */
    record Found(Set<Long> addresses, List<Contact> closest, int hops, int asked) {}

    /** Where a look-up takes place. */
    interface Surroundings {
        /** {@return the clock} */
        long nowNs();

        /** {@return whether a member that another one named is worth a request} */
        boolean promising(Contact named);

        /** {@return whether a name may be reached at an address} */
        boolean reaches(long address);

        /** Sends a request; {@return whether it was sent} */
        boolean ask(Contact to, Key key, boolean forValue, Requests.Asker asker);
    }

    private final Goal goal;
    private final Surroundings surroundings;
    private final Consumer<Found> end;
    private final long startNs;
    private final List<Candidate> candidates = new ArrayList<>(); // the closest first
    private final Map<Long, Candidate> byAddress = new HashMap<>();
    private final Set<Long> addresses = new LinkedHashSet<>();
    private int asked;
    private int underWay;
    private int late;
    private int answered;
    private int hops;
    private boolean stepping;
    private boolean over;

    Lookup(Goal goal, List<Contact> start, Surroundings surroundings, Consumer<Found> end) {
        this.goal = goal;
        this.surroundings = surroundings;
        this.end = end;
        this.startNs = surroundings.nowNs();
        start.forEach(contact -> add(contact, 1));
    }

    /** Asks whom it may ask, and ends if there is nobody left to ask or to wait for. */
    void step() {
        if (stepping) {
            return; // an answer came while a request was being sent
        }
        stepping = true;
        boolean more = true;
        while (more && !over && underWay < goal.alpha) {
            Candidate next = next();
            more = next != null;
            if (next != null) {
                ask(next);
            }
        }
        stepping = false;
        if (!over && underWay == 0 && (late == 0 || !goal.patient || isSatisfied() || impatient())) {
            finish();
        }
    }

    /** {@return whether who is late has nothing to add: members enough have answered} */
    private boolean isSatisfied() {
        return !goal.forValue && answered >= goal.k;
    }

    @Override
    public void answered(Contact to, DhtMessage.Answer answer) {
        Candidate candidate = byAddress.get(to.address());
        if (over || candidate == null) {
            return;
        }
        noLongerWaits(candidate);
        candidate.state = State.ANSWERED;
        answered++;
        if (!candidate.contact.equals(answer.from())
                && candidate.contact.address() == answer.from().address()) {
            candidates.remove(candidate);
            candidate.contact = answer.from();
            insert(candidate);
        }
        hops = Math.max(hops, candidate.hops);
        answer.contacts().stream().filter(surroundings::promising).forEach(named -> add(named, candidate.hops + 1));
        addresses.addAll(answer.addresses());
        if (answer.addresses().stream().anyMatch(surroundings::reaches)) {
            hops = candidate.hops;
            finish();
        } else {
            step();
        }
    }

    @Override
    public void late(Contact to) {
        Candidate candidate = byAddress.get(to.address());
        if (!over && candidate != null) {
            candidate.state = State.LATE;
            underWay--;
            late++;
            step();
        }
    }

    @Override
    public void unanswered(Contact to) {
        Candidate candidate = byAddress.get(to.address());
        if (!over && candidate != null) {
            noLongerWaits(candidate);
            candidate.state = State.FAILED;
            step();
        }
    }

    private void ask(Candidate candidate) {
        asked++;
        underWay++;
        candidate.state = State.ASKED;
        if (!surroundings.ask(candidate.contact, goal.key, goal.forValue, this)) {
            underWay--;
            candidate.state = State.FAILED;
        }
    }

    /** {@return whom to ask next} */
    private @Nullable Candidate next() {
        if (asked == MOST_ASKED || impatient()) {
            return null;
        }
        Candidate closest = candidates.stream()
                .filter(candidate -> candidate.state != State.FAILED && candidate.state != State.LATE)
                .limit(goal.k)
                .filter(Candidate::isNew)
                .findFirst()
                .orElse(null);
        if (closest != null || !goal.widely || !addresses.isEmpty()) {
            return closest;
        }
        Predicate<Candidate> far = candidate -> candidate.isNew() && !candidate.contact.thorough();
        return candidates.stream().filter(far).findFirst().orElse(null);
    }

    private boolean impatient() {
        return surroundings.nowNs() - startNs >= PATIENCE_NS;
    }

    private void noLongerWaits(Candidate candidate) {
        if (candidate.state == State.LATE) {
            late--;
        } else {
            underWay--;
        }
    }

    private void add(Contact contact, int atHops) {
        if (byAddress.containsKey(contact.address())) {
            return;
        }
        Candidate candidate = new Candidate(contact, atHops);
        byAddress.put(contact.address(), candidate);
        insert(candidate);
        if (candidates.size() > MOST_CANDIDATES && candidates.getLast().isNew()) {
            byAddress.remove(candidates.removeLast().contact.address());
        }
    }

    private void insert(Candidate candidate) {
        int at = candidates.size();
        while (at > 0
                && goal.key.compareDistances(
                                candidate.contact.id(),
                                candidates.get(at - 1).contact.id())
                        < 0) {
            at--;
        }
        candidates.add(at, candidate);
    }

    private void finish() {
        over = true;
        List<Contact> closest = candidates.stream()
                .filter(candidate -> candidate.state == State.ANSWERED)
                .limit(goal.k)
                .map(candidate -> candidate.contact)
                .toList();
        end.accept(new Found(addresses, closest, hops, asked));
    }

    private enum State {
        NEW,
        ASKED,
        LATE,
        ANSWERED,
        FAILED
    }

    /** A member that may be asked. */
    private static final class Candidate {
        private Contact contact;
        private final int hops;
        private State state = State.NEW;

        Candidate(Contact contact, int hops) {
            this.contact = contact;
            this.hops = hops;
        }

        boolean isNew() {
            return state == State.NEW;
        }
    }
}
