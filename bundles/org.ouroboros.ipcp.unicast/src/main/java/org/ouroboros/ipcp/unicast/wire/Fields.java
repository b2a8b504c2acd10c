// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.ipcp.unicast.wire;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The fields of a protobuf message (proto2), each at most once: of one that is repeated the last one counts.
 *
 * <p>Reading takes whatever fields there are; what is required is asked for with {@link #number} and its like, which throw
 * {@link Malformed} if it is missing or of another type.
 */
final class Fields {
    /** A message that cannot be read. */
    static final class Malformed extends Exception {
        private static final long serialVersionUID = 1L;

        Malformed(String what) {
            super(what, null, false, false);
        }
    }

    /** Reads a message out of its fields. */
    interface Reading<T> {
        T read(Fields fields) throws Malformed;
    }

    private final TreeMap<Integer, Object> values =
            new TreeMap<>(); // Long or ByteString, in the order of field numbers

    /** {@return what a message says; empty if it is malformed} */
    static <T> Optional<T> read(byte[] message, Reading<T> reading) {
        try {
            return Optional.of(reading.read(parse(message)));
        } catch (Malformed malformed) {
            return Optional.empty();
        }
    }

    private static Fields parse(byte[] message) throws Malformed {
        Fields fields = new Fields();
        CodedInputStream in = CodedInputStream.newInstance(message);
        try {
            for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
                int number = WireFormat.getTagFieldNumber(tag);
                switch (WireFormat.getTagWireType(tag)) {
                    case WireFormat.WIRETYPE_VARINT -> fields.values.put(number, in.readRawVarint64());
                    case WireFormat.WIRETYPE_LENGTH_DELIMITED -> fields.values.put(number, in.readBytes());
                    default -> in.skipField(tag);
                }
            }
            return fields;
        } catch (IOException malformed) {
            throw new Malformed(String.valueOf(malformed.getMessage()));
        }
    }

    Fields put(int field, long value) {
        values.put(field, value);
        return this;
    }

    Fields put(int field, byte[] value) {
        values.put(field, ByteString.copyFrom(value));
        return this;
    }

    Fields put(int field, String value) {
        values.put(field, ByteString.copyFromUtf8(value));
        return this;
    }

    Fields put(int field, Fields value) {
        return put(field, value.encode());
    }

    /** {@return the message in bytes, fields in ascending order} */
    byte[] encode() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        try {
            for (var field : values.entrySet()) {
                switch (field.getValue()) {
                    case Long number -> out.writeUInt64(field.getKey(), number);
                    case ByteString string -> out.writeBytes(field.getKey(), string);
                    default -> throw new AssertionError(field);
                }
            }
            out.flush();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible); // memory
        }
        return bytes.toByteArray();
    }

    /** {@return a number, signed or unsigned} */
    long number(int field) throws Malformed {
        if (values.get(field) instanceof Long number) {
            return number;
        }
        throw new Malformed("field " + field + " is missing, or no number");
    }

    /** {@return an unsigned number of 32 bits} */
    int small(int field) throws Malformed {
        long number = number(field);
        if (number < 0 || number > Integer.MAX_VALUE) {
            throw new Malformed("field " + field + " is " + Long.toUnsignedString(number));
        }
        return (int) number;
    }

    byte[] bytes(int field) throws Malformed {
        if (values.get(field) instanceof ByteString bytes) {
            return bytes.toByteArray();
        }
        throw new Malformed("field " + field + " is missing, or no string of bytes");
    }

    String text(int field) throws Malformed {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes(field)))
                    .toString();
        } catch (CharacterCodingException malformed) {
            throw new Malformed("field " + field + " is no UTF-8");
        }
    }

    Fields message(int field) throws Malformed {
        return parse(bytes(field));
    }

    boolean has(int field) {
        return values.containsKey(field);
    }

    /** {@return a text, or empty if the field is missing} */
    Optional<String> optionalText(int field) throws Malformed {
        return has(field) ? Optional.of(text(field)) : Optional.empty();
    }
}
