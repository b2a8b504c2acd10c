// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.endpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.ouroboros.packet.Packet;
import org.ouroboros.policy.ipcp.LayerFlow;

/** The strands of an endpoint are held, each by itself. */
class HoldsTest {
    private final SimulatedSystem system = new SimulatedSystem(6);
    private final ToyLink link = system.link(ToyLink.Terms.GOOD);
    private final ToyLink other = system.link(ToyLink.Terms.GOOD);
    private final Holds holds = new Holds(system.pool, Packet::release);
    private final Strand strand = new Strand();
    private final Strand next = new Strand();

    HoldsTest() {
        link.connect(new Recorder(), new Recorder());
        other.connect(new Recorder(), new Recorder());
    }

    @AfterEach
    void nothingIsLeftOver() {
        system.loop.run();
        assertEquals(0, system.pool.outstanding());
    }

    @Test
    void eachStrandCountsUntilItGoesOnOrIsGivenUp() {
        assertTrue(holds.none());
        holds.hold(strand, link.first());
        holds.hold(next, other.first());
        holds.giveUp(next);
        assertFalse(holds.none());
        holds.end(strand, link.first(), true);
        assertTrue(holds.none());
    }

    @Test
    void aStrandThatWasLetGoDoesNotCountAndLetsItsFlowGoWhenItGoesOn() {
        LayerFlow meanwhile = holds.hold(strand, link.first());
        meanwhile.send(Messages.packet(system.pool));
        meanwhile.deallocate();
        strand.close();
        assertTrue(holds.none());
        Objects.requireNonNull(holds.end(strand, other.first(), true)).goOn(other.first());
        assertEquals(1, other.first().sent());
        assertTrue(other.first().released());
    }

    @Test
    void whatWaitsForAStrandThatIsGivenUpIsDroppedAndItsFlowLetGo() {
        holds.hold(strand, link.first()).send(Messages.packet(system.pool));
        holds.hold(next, other.first()).send(Messages.packet(system.pool));
        holds.giveUp();
        assertEquals(0, system.pool.outstanding());
        assertNull(holds.end(strand, link.first(), true));
        assertTrue(link.first().released());
    }

    @Test
    void aFlowThatIsStillToComeIsReplacedWhenItComes() {
        holds.holdEarly(strand);
        assertNull(holds.end(strand, other.first(), true));
        assertSame(other.first(), holds.inPlaceOf(link.first(), strand));
        assertSame(link.first(), holds.inPlaceOf(link.first(), strand));
        assertTrue(holds.none());
    }

    @Test
    void aFlowThatComesWhileItIsHeldWaits() {
        holds.holdEarly(strand);
        LayerFlow meanwhile = holds.inPlaceOf(link.first(), strand);
        assertFalse(meanwhile.writable());
        assertFalse(holds.none());
        assertSame(meanwhile, holds.end(strand, other.first(), true));
    }

    @Test
    void aFlowThatNobodyIsGoingToBePutOnIsLetGo() {
        holds.holdEarly(strand);
        holds.end(strand, link.first(), true);
        holds.letGo();
        assertTrue(link.first().released());
        holds.end(strand, other.first(), false);
        assertTrue(other.first().released());
    }
}
