// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.shell;

import java.time.Instant;
import java.util.List;
import org.ouroboros.api.text.PlainText;

/**
 * An event of this system.
 *
 * @param at when it happened, to the millisecond
 * @param event what kind it is
 * @param subject name of the object that it is about
 * @param message what happened
 */
public record Happened(Instant at, String event, String subject, String message) {
    /** {@return the event in a line} */
    String line() {
        return at + "  " + event + "  " + PlainText.of(message);
    }

    static Table table(List<Happened> events) {
        Table table = new Table(Table.Column.left("time"), Table.Column.left("event"), Table.Column.left("message"));
        events.forEach(event -> table.row(event.at(), event.event(), event.message()));
        return table;
    }
}
