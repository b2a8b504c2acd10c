// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.ipcp.unicast;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.ouroboros.loop.simulation.SimulatedLoop;
import org.ouroboros.policy.ipcp.LayerRefused;

class EnrolmentRaceTest {
    private final SimulatedLoop loop = new SimulatedLoop(1);
    private final Map<String, CompletableFuture<Void>> asked = new LinkedHashMap<>();

    private EnrolmentRace race(String... members) {
        return new EnrolmentRace(loop, List.of(members), member -> {
            CompletableFuture<Void> answer = new CompletableFuture<>();
            asked.put(member, answer);
            return answer;
        });
    }

    private CompletableFuture<Void> answer(String member) {
        return Objects.requireNonNull(asked.get(member));
    }

    private List<String> askedMembers() {
        return List.copyOf(asked.keySet());
    }

    @Test
    void onlyTheFirstIsAskedIfItAnswers() {
        EnrolmentRace race = race("a", "b");
        answer("a").complete(null);
        loop.runFor(Duration.ofSeconds(10));
        assertTrue(race.result().isDone() && !race.result().isCompletedExceptionally());
        assertEquals(List.of("a"), askedMembers());
    }

    @Test
    void theNextIsAskedWhileTheFirstKeepsSilent() {
        EnrolmentRace race = race("a", "b", "c");
        loop.runFor(Duration.ofMillis(1_900));
        assertEquals(List.of("a"), askedMembers());
        loop.runFor(Duration.ofMillis(200));
        assertEquals(List.of("a", "b"), askedMembers());
        answer("b").complete(null);
        assertTrue(race.result().isDone() && !race.result().isCompletedExceptionally());
        answer("a").completeExceptionally(new LayerRefused("late"));
        loop.runFor(Duration.ofSeconds(10));
        assertEquals(List.of("a", "b"), askedMembers());
    }

    @Test
    void theNextIsAskedAtOnceWhenOneRefuses() {
        race("a", "b");
        answer("a").completeExceptionally(new LayerRefused("no"));
        assertEquals(List.of("a", "b"), askedMembers());
    }

    @Test
    void whenNobodyEnrolsItTheReasonIsThatOfTheFirst() {
        EnrolmentRace race = race("a", "b");
        loop.runFor(Duration.ofSeconds(3));
        answer("b").completeExceptionally(new LayerRefused("of b"));
        assertFalse(race.result().isDone());
        answer("a").completeExceptionally(new LayerRefused("of a"));
        assertEquals("of a", race.result().exceptionNow().getMessage());
    }

    @Test
    void onceClosedItAsksNobody() {
        EnrolmentRace race = race("a", "b");
        race.close();
        answer("a").completeExceptionally(new LayerRefused("no"));
        loop.runFor(Duration.ofSeconds(10));
        assertEquals(List.of("a"), askedMembers());
    }
}
