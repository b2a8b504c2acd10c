// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.directory.dht;

import static com.google.protobuf.WireFormat.WIRETYPE_LENGTH_DELIMITED;
import static com.google.protobuf.WireFormat.WIRETYPE_VARINT;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.ouroboros.directory.dht.DhtFormat.Reading;

/** Reads one message in {@link DhtFormat}. A field is {@code null} as long as it is missing; of a field that is repeated the last counts. */
final class DhtReader {
    /** Contacts, and values, that are read from one answer; what follows is skipped. */
    private static final int MOST_READ = 64;

    private final CodedInputStream in;
    private @Nullable Integer code;
    private @Nullable Sender from;
    private @Nullable Stored store;
    private @Nullable Request find;
    private @Nullable Request node;
    private @Nullable List<Long> val;

    DhtReader(CodedInputStream in) {
        this.in = in;
    }

    Reading read(int keyLength) throws IOException {
        eachField(tag -> {
            switch (tag) {
                case 1 << 3 | WIRETYPE_VARINT -> code = in.readUInt32();
                case 2 << 3 | WIRETYPE_LENGTH_DELIMITED -> from = readContact();
                case 3 << 3 | WIRETYPE_LENGTH_DELIMITED -> store = readStore();
                case 4 << 3 | WIRETYPE_LENGTH_DELIMITED -> find = readRequest();
                case 5 << 3 | WIRETYPE_LENGTH_DELIMITED -> node = readRequest();
                case 6 << 3 | WIRETYPE_LENGTH_DELIMITED -> val = readValues();
                default -> skip(tag);
            }
        });
        if (code == null || from == null) {
            return new Reading.Refused(Count.MALFORMED);
        }
        if (from.id.size() != keyLength) {
            return new Reading.Refused(Count.WRONG_LENGTH);
        }
        return from.address == 0 ? new Reading.Refused(Count.NO_ADDRESS) : checked(code, from.contact(), keyLength);
    }

    private Reading checked(int code, Contact sender, int keyLength) {
        return switch (code) {
            case 0 -> checkedStore(sender, keyLength);
            case 1, 3 -> checkedFind(sender, keyLength, code == 3);
            case 2, 4 -> checkedAnswer(sender, keyLength, code == 4);
            default -> new Reading.Refused(Count.UNKNOWN_CODE);
        };
    }

    private Reading checkedStore(Contact sender, int keyLength) {
        if (store == null) {
            return new Reading.Refused(Count.MALFORMED);
        }
        if (store.key.size() != keyLength) {
            return new Reading.Refused(Count.WRONG_LENGTH);
        }
        long address = address(store.value);
        return address == 0
                ? new Reading.Refused(Count.NOT_AN_ADDRESS)
                : new Reading.Read(new DhtMessage.Store(sender, key(store.key), address, store.expiresS));
    }

    private Reading checkedFind(Contact sender, int keyLength, boolean forValue) {
        if (find == null || find.cookie == 0) {
            return new Reading.Refused(Count.MALFORMED);
        }
        return find.key.size() == keyLength
                ? new Reading.Read(new DhtMessage.Find(sender, find.cookie, key(find.key), forValue))
                : new Reading.Refused(Count.WRONG_LENGTH);
    }

    private Reading checkedAnswer(Contact sender, int keyLength, boolean forValue) {
        if (node == null || (forValue && val == null)) {
            return new Reading.Refused(Count.MALFORMED);
        }
        if (node.key.size() != keyLength) {
            return new Reading.Refused(Count.WRONG_LENGTH);
        }
        List<Contact> contacts = node.contacts.stream()
                .filter(named -> named.id.size() == keyLength && named.address != 0)
                .map(Sender::contact)
                .toList();
        List<Long> addresses = forValue && val != null ? val : List.of();
        return new Reading.Read(
                new DhtMessage.Answer(sender, node.cookie, key(node.key), contacts, forValue, addresses));
    }

    private Sender readContact() throws IOException {
        var fields = new Object() {
            @Nullable
            ByteString id;

            @Nullable
            Long address;

            boolean thorough;
        };
        inside(tag -> {
            switch (tag) {
                case 1 << 3 | WIRETYPE_LENGTH_DELIMITED -> fields.id = in.readBytes();
                case 2 << 3 | WIRETYPE_VARINT -> fields.address = in.readUInt64();
                case 3 << 3 | WIRETYPE_VARINT -> fields.thorough = in.readUInt32() == 1;
                default -> skip(tag);
            }
        });
        return new Sender(required(fields.id), required(fields.address), fields.thorough);
    }

    private Stored readStore() throws IOException {
        var fields = new Object() {
            @Nullable
            ByteString key;

            @Nullable
            ByteString value;

            @Nullable
            Integer expires;
        };
        inside(tag -> {
            switch (tag) {
                case 1 << 3 | WIRETYPE_LENGTH_DELIMITED -> fields.key = in.readBytes();
                case 2 << 3 | WIRETYPE_LENGTH_DELIMITED -> fields.value = in.readBytes();
                case 3 << 3 | WIRETYPE_VARINT -> fields.expires = in.readUInt32();
                default -> skip(tag);
            }
        });
        return new Stored(
                required(fields.key), required(fields.value), Integer.toUnsignedLong(required(fields.expires)));
    }

    private Request readRequest() throws IOException {
        var fields = new Object() {
            @Nullable
            Long cookie;

            @Nullable
            ByteString key;
        };
        List<Sender> contacts = new ArrayList<>();
        inside(tag -> {
            switch (tag) {
                case 1 << 3 | WIRETYPE_VARINT -> fields.cookie = in.readUInt64();
                case 2 << 3 | WIRETYPE_LENGTH_DELIMITED -> fields.key = in.readBytes();
                case 3 << 3 | WIRETYPE_LENGTH_DELIMITED -> {
                    Sender contact = readContact();
                    if (contacts.size() < MOST_READ) {
                        contacts.add(contact);
                    }
                }
                default -> skip(tag);
            }
        });
        return new Request(required(fields.cookie), required(fields.key), contacts);
    }

    /** {@return the values that are addresses} */
    private List<Long> readValues() throws IOException {
        List<Long> addresses = new ArrayList<>();
        inside(tag -> {
            if (tag == (1 << 3 | WIRETYPE_LENGTH_DELIMITED)) {
                long address = address(in.readBytes());
                if (address != 0 && addresses.size() < MOST_READ) {
                    addresses.add(address);
                }
            } else {
                skip(tag);
            }
        });
        return addresses;
    }

    /** Reads the fields of a message inside the one at hand. */
    private void inside(Field field) throws IOException {
        int outer = in.pushLimit(in.readRawVarint32());
        eachField(field);
        in.popLimit(outer);
    }

    private void eachField(Field field) throws IOException {
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            field.read(tag);
        }
    }

    private void skip(int tag) throws IOException {
        if (!in.skipField(tag)) {
            throw new InvalidProtocolBufferException("end of a group that did not begin");
        }
    }

    private static <T> T required(@Nullable T field) throws InvalidProtocolBufferException {
        if (field == null) {
            throw new InvalidProtocolBufferException("a required field is missing");
        }
        return field;
    }

    /** {@return the address that a value stands for; 0 if it is none} */
    private static long address(ByteString value) {
        return value.size() == DhtFormat.VALUE_BYTES
                ? value.asReadOnlyByteBuffer().getLong()
                : 0;
    }

    private static Key key(ByteString bytes) {
        return new Key(bytes.toByteArray());
    }

    /** Reads the field with a tag. */
    private interface Field {
        void read(int tag) throws IOException;
    }

    private record Sender(ByteString id, long address, boolean thorough) {
        Contact contact() {
            return new Contact(key(id), address, thorough);
        }
    }

    private record Stored(ByteString key, ByteString value, long expiresS) {}

    private record Request(long cookie, ByteString key, List<Sender> contacts) {}
}
