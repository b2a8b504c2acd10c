// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.address.flat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Iterator;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FlatTest {
    private final FlatPolicy policy = new FlatPolicy();

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
    void addressesFillTheirSizeAndAreNotZero(int bytes) {
        Random random = new Random(bytes);
        long used = 0;
        for (int i = 0; i < 5_000; i++) {
            long address = policy.choose(bytes, random);
            assertNotEquals(0, address);
            used |= address;
        }
        assertEquals(-1L >>> (64 - 8 * bytes), used);
    }

    @Test
    void everyAddressOfAByteIsChosen() {
        Random random = new Random(4);
        Set<Long> chosen = IntStream.range(0, 5_000)
                .mapToObj(i -> policy.choose(1, random))
                .collect(Collectors.toSet());
        assertEquals(255, chosen.size());
    }

    @Test
    void whereTheRandomnessSaysZeroItIsAskedAgain() {
        Iterator<Long> numbers =
                List.of(0L, 0x0000_0000_FFFF_FFFFL, 0x1234_5678_9ABC_DEF0L).iterator();
        assertEquals(0x1234_5678L, policy.choose(4, numbers::next));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 9, -1})
    void anAddressOfAnotherSizeIsRefused(int bytes) {
        assertThrows(IllegalArgumentException.class, () -> policy.choose(bytes, new Random(5)));
    }
}
