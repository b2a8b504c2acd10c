// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.ouroboros.shell.Table.Column;

class TableTest {
    private final Table table = new Table(Column.right("id"), Column.left("name"), Column.left("state"));

    @Test
    void columnsAreAsWideAsTheirContent() {
        table.row(7, "a-long-name", "up");
        table.row(1_234, "b", "down");
        assertEquals("""
              id  name         state
               7  a-long-name  up
            1234  b            down
            """, table.text());
    }

    @Test
    void aTableWithoutRowsIsItsHeader() {
        assertEquals("id  name  state\n", table.text());
    }

    @Test
    void aFramedColumnIsNeverNarrowerThanDeclared() {
        Table framed = new Table(Column.right("pid", 7), Column.right("x", 3));
        framed.row(22_557, "wide-content");
        assertEquals("""
            +---------+--------------+
            |     pid |            x |
            +---------+--------------+
            |   22557 | wide-content |
            +---------+--------------+
            """, framed.framed());
    }

    @Test
    void aRowHasACellPerColumn() {
        assertThrows(IllegalArgumentException.class, () -> table.row(1, "a"));
    }

    @Test
    void longNamesAreCutInTheMiddleAndControlsEscaped() {
        Table names = new Table(Column.named("name"), Column.left("why"));
        names.row("head" + "x".repeat(100) + "tail", "a\n\u001b[2J" + "y".repeat(60));
        assertEquals(
                "name                                              why\n" + "head" + "x".repeat(19) + "..."
                        + "x".repeat(18) + "tail  a\\n\\u001b[2J" + "y".repeat(60) + "\n",
                names.text());
    }
}
