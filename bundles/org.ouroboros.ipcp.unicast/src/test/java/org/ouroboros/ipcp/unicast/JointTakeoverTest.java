// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.ipcp.unicast;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A policy takes over from another for all users of what it opens, or for none. Users, policies and states are strings here. */
class JointTakeoverTest {
    private final Health health = new Health("test", "nothing happens", () -> "policy");
    private final Map<String, Opened> used = new LinkedHashMap<>();
    private final List<String> closed = new ArrayList<>();
    private String failsAt = ""; // a policy and the state at which it does not open
    private String silent = ""; // who does not say its state

    private record Opened(String policy, String state, List<String> closed) implements AutoCloseable {
        @Override
        public void close() {
            closed.add(policy + " " + state);
        }
    }

    private final JointTakeover.Users<String, String, String, Opened> users = new JointTakeover.Users<>() {
        @Override
        public Set<String> all() {
            return used.keySet();
        }

        @Override
        public String beginning() {
            return "begin";
        }

        @Override
        public String state(String user, String otherwise) {
            return user.equals(silent)
                    ? otherwise
                    : Objects.requireNonNull(used.get(user)).state();
        }

        @Override
        public Opened open(String policy, String start) {
            if (failsAt.equals(policy + " " + start)) {
                throw new IllegalStateException(failsAt);
            }
            return new Opened(policy, start, closed);
        }

        @Override
        public Opened put(String user, Opened opened) {
            return Objects.requireNonNull(used.put(user, opened));
        }
    };

    private final JointTakeover<String, String, String, Opened> takeover = new JointTakeover<>(users, "new", health);

    JointTakeoverTest() {
        used.put("a", open("1"));
        used.put("b", open("2"));
    }

    private Opened open(String state) {
        return new Opened("old", state, closed);
    }

    private List<String> inUse() {
        return used.values().stream()
                .map(opened -> opened.policy() + " " + opened.state())
                .toList();
    }

    @Test
    void allUsersGoOnFromWhereTheyWere() {
        takeover.commit();
        assertEquals(List.of("new 1", "new 2"), inUse());
        assertEquals(List.of("old 1", "old 2"), closed);
    }

    @Test
    void whereOneDoesNotOpenNobodyHasASuccessor() {
        failsAt = "new 2";
        assertThrows(IllegalStateException.class, takeover::commit);
        assertEquals(List.of("old 1", "old 2"), inUse());
        assertEquals(List.of("new 1"), closed);
    }

    @Test
    void whoDoesNotSayWhereItIsBegins() {
        silent = "a";
        takeover.commit();
        assertEquals(List.of("new begin", "new 2"), inUse());
    }

    @Test
    void whatIsTakenBackGoesOnFromWhereItIsNowOrWasHandedOver() {
        takeover.commit();
        used.put("a", new Opened("new", "7", closed));
        used.put("b", new Opened("new", "8", closed));
        used.put("c", new Opened("new", "9", closed)); // came meanwhile
        silent = "b";
        takeover.rollBack("old");
        assertEquals(List.of("old 7", "old 2", "old 9"), inUse());
    }
}
