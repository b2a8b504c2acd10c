// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.shell;

import static org.ouroboros.shell.Table.Column.left;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.Collection;
import java.util.Optional;
import org.apache.felix.service.command.Converter;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/**
 * Shows what commands return: tables as such, a record as its components, a line each. And finds bundles by number or
 * symbolic name, so that Gogo's commands take them in sessions without a terminal too.
 */
@Component(property = Converter.CONVERTER_CLASSES + "=org.osgi.framework.Bundle")
public final class ResultConverter implements Converter {
    private final BundleContext context;

    /**
     * A converter.
     *
     * @param context context of this bundle
     */
    @Activate
    public ResultConverter(BundleContext context) {
        this.context = context;
    }

    @Override
    public @Nullable Object convert(Class<?> type, Object in) {
        if (type != Bundle.class) {
            return null;
        }
        return switch (in) {
            case Bundle bundle -> bundle;
            case Number number -> context.getBundle(number.longValue());
            default -> InstalledBundles.find(context, in.toString()).orElse(null);
        };
    }

    @Override
    public @Nullable CharSequence format(Object target, int level, Converter escape) {
        if (level != INSPECT) {
            return null;
        }
        return switch (target) {
            case Shown shown -> withoutLastNewline(shown.text());
            case Record record -> withoutLastNewline(components(record));
            default -> null;
        };
    }

    /** Who prints a result ends its last line. */
    private static String withoutLastNewline(String text) {
        return text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
    }

    private static String components(Record record) {
        Table table = new Table(left(""), left(""));
        for (RecordComponent component : record.getClass().getRecordComponents()) {
            table.row(component.getName(), text(value(component, record)));
        }
        return table.rows();
    }

    private static @Nullable Object value(RecordComponent component, Record record) {
        try {
            component.getAccessor().setAccessible(true);
            return component.getAccessor().invoke(record);
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException(component + " cannot be read", e);
        }
    }

    private static String text(@Nullable Object value) {
        return switch (value) {
            case null -> Text.NOTHING;
            case Enum<?> constant -> Text.of(constant);
            case Collection<?> values -> Text.of(values);
            case Optional<?> optional -> optional.map(ResultConverter::text).orElse(Text.NOTHING);
            default -> Text.of(value.toString());
        };
    }
}
