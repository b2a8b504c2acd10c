// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.shell;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonNull;
import com.google.gson.JsonPrimitive;
import com.google.gson.JsonSerializer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.ouroboros.api.irm.Origin;

/** What commands return, as JSON in one line: records as objects, absent values as null, times as ISO 8601. */
final class Json {
    private static final Gson GSON = new GsonBuilder()
            .serializeNulls()
            .serializeSpecialFloatingPointValues()
            .disableHtmlEscaping()
            .registerTypeHierarchyAdapter(Optional.class, (JsonSerializer<Optional<?>>)
                    (value, _, context) -> value.isPresent() ? context.serialize(value.get()) : JsonNull.INSTANCE)
            .registerTypeHierarchyAdapter(
                    Enum.class, (JsonSerializer<Enum<?>>) (value, _, _) -> new JsonPrimitive(Text.of(value)))
            .registerTypeHierarchyAdapter(Double.class, (JsonSerializer<Double>)
                    (value, _, _) -> Double.isFinite(value) ? new JsonPrimitive(value) : JsonNull.INSTANCE)
            .registerTypeHierarchyAdapter(
                    Origin.class, (JsonSerializer<Origin>) (value, _, _) -> new JsonPrimitive(value.label()))
            .registerTypeHierarchyAdapter(Duration.class, asText())
            .registerTypeHierarchyAdapter(Instant.class, asText())
            .registerTypeHierarchyAdapter(Path.class, asText())
            .create();

    private Json() {}

    static String of(Object value) {
        return GSON.toJson(value);
    }

    private static JsonSerializer<Object> asText() {
        return (value, _, _) -> new JsonPrimitive(value.toString());
    }
}
