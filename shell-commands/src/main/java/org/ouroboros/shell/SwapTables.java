// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.shell;

import static org.ouroboros.shell.Table.Column.left;
import static org.ouroboros.shell.Table.Column.named;
import static org.ouroboros.shell.Table.Column.right;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Predicate;
import org.ouroboros.api.irm.LayerSwapInfo;
import org.ouroboros.api.irm.LayerSwapMember;
import org.ouroboros.api.irm.SwapInfo;
import org.ouroboros.api.irm.SwapStep;

/** How swaps of policies are shown to people. */
final class SwapTables {
    private SwapTables() {}

    /** {@return what a swap would do, a row for each slot} */
    static Table steps(List<SwapStep> steps) {
        Table table = new Table(
                named("slot"),
                left("kind"),
                left("from"),
                left("to"),
                left("component"),
                right("flows"),
                left("handed over"),
                right("gap (us)"),
                left("refused"));
        steps.forEach(step -> table.row(
                step.slot(),
                step.kind(),
                step.from(),
                step.to(),
                step.component(),
                step.flows(),
                step.state(),
                micros(step.gap()),
                step.refusal().orElse(Text.NOTHING)));
        return table;
    }

    /** {@return what a swap of a layer would do, a row for each slot of a member, or one for a member without} */
    static Table members(List<LayerSwapMember> members) {
        Table table = new Table(
                named("member"),
                left("address"),
                left("part"),
                left("kind"),
                left("from"),
                left("to"),
                right("flows"),
                left("handed over"),
                right("gap (us)"),
                left("remark"));
        for (LayerSwapMember member : members) {
            if (member.steps().isEmpty()) {
                row(table, member, Optional.empty());
            }
            member.steps().forEach(step -> row(table, member, Optional.of(step)));
        }
        return table;
    }

    private static void row(Table table, LayerSwapMember member, Optional<SwapStep> step) {
        table.row(
                member.label(),
                member.address(),
                Text.of(member.part()),
                of(step, SwapStep::kind),
                of(step, SwapStep::from),
                of(step, SwapStep::to),
                of(step, SwapStep::flows),
                of(step, SwapStep::state),
                of(step, known -> micros(known.gap())),
                step.flatMap(SwapStep::refusal).orElse(Text.of(member.remark())));
    }

    private static Object of(Optional<SwapStep> step, Function<SwapStep, Object> column) {
        return step.map(column).orElse(Text.NOTHING);
    }

    /** {@return swaps of layers, a row for each} */
    static Table layerSwaps(List<LayerSwapInfo> swaps) {
        Table table = new Table(
                named("layer"),
                left("by"),
                left("kind"),
                left("policy"),
                left("members"),
                left("left alone"),
                left("state"),
                left("outcome"));
        swaps.forEach(swap -> table.row(
                swap.spec().layer(),
                swap.spec().by(),
                swap.spec().kind(),
                swap.spec().policy(),
                labels(swap, member -> member.part() == LayerSwapMember.Part.TAKES_PART),
                labels(swap, member -> member.part() != LayerSwapMember.Part.TAKES_PART),
                Text.of(swap.state()),
                swap.outcome()));
        return table;
    }

    private static String labels(LayerSwapInfo swap, Predicate<LayerSwapMember> which) {
        return Text.of(swap.members().stream()
                .filter(which)
                .map(LayerSwapMember::label)
                .toList());
    }

    /** {@return swaps, a row for each} */
    static Table swaps(List<SwapInfo> swaps) {
        Table table = new Table(
                right("swap"),
                left("begun"),
                left("by"),
                left("kind"),
                left("policy"),
                left("slots"),
                left("state"),
                right("prepared (ms)"),
                right("gap (us)"),
                left("outcome"));
        swaps.forEach(swap -> table.row(
                swap.number(),
                swap.begun().truncatedTo(ChronoUnit.SECONDS),
                swap.spec().by(),
                swap.spec().kind(),
                swap.spec().policy(),
                Text.of(swap.steps().stream()
                        .map(SwapStep::slot)
                        .distinct()
                        .map(slot -> slot.replaceFirst("^IPCP ", ""))
                        .toList()),
                Text.of(swap.state()),
                millis(swap.prepared()),
                micros(swap.gap()),
                swap.outcome()));
        return table;
    }

    private static String micros(Duration time) {
        return decimal(time, TimeUnit.MICROSECONDS);
    }

    private static String millis(Duration time) {
        return decimal(time, TimeUnit.MILLISECONDS);
    }

    private static String decimal(Duration time, TimeUnit unit) {
        return String.format(Locale.ROOT, "%.1f", time.toNanos() / (double) unit.toNanos(1));
    }
}
