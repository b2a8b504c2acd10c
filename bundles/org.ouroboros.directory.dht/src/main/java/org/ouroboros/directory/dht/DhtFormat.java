// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.directory.dht;

import static com.google.protobuf.CodedOutputStream.computeByteArraySize;
import static com.google.protobuf.CodedOutputStream.computeUInt32Size;
import static com.google.protobuf.CodedOutputStream.computeUInt32SizeNoTag;
import static com.google.protobuf.CodedOutputStream.computeUInt64Size;
import static com.google.protobuf.WireFormat.WIRETYPE_LENGTH_DELIMITED;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Wire format of {@link DhtMessage} in one layer: a protobuf message (network specification, section 10.1).
 *
 * <pre>
 *   message     1 code     uint32   0 STORE, 1 FIND_NODE_REQ, 2 FIND_NODE_RSP, 3 FIND_VALUE_REQ, 4 FIND_VALUE_RSP
 *               2 src      contact
 *               3 store    { 1 key bytes, 2 val bytes, 3 exp uint32 }      code 0
 *               4 find     { 1 cookie uint64, 2 key bytes }                codes 1 and 3
 *               5 node     { 1 cookie uint64, 2 key bytes, 3 contact ... } codes 2 and 4
 *               6 val      { 1 bytes ... }                                 code 4
 *   contact     1 id       bytes
 *               2 addr     uint64
 *               3 thorough uint32   ours: 1 if {@link Contact#thorough}, else absent; the C prototype skips it
 *   val         8 bytes, big-endian: an address
 * </pre>
 *
 * Fields are written in ascending order; fields that are not known are skipped.
 *
 * @param keyLength length of keys and identities in bytes
 */
record DhtFormat(int keyLength) {
    /** Length of a value in bytes. */
    static final int VALUE_BYTES = Long.BYTES;

    private static final VarHandle VALUE = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    /** What reading a message came to. */
    sealed interface Reading {
        /** A message to act on. */
        record Read(DhtMessage message) implements Reading {}

        /** One to drop. */
        record Refused(Count reason) implements Reading {}
    }

    /**
     * Reads a message.
     *
     * @param bytes as they came from the wire
     * @param length how many of them
     * @return the message, or why it is to be dropped
     */
    Reading read(byte[] bytes, int length) {
        try {
            return new DhtReader(CodedInputStream.newInstance(bytes, 0, length)).read(keyLength);
        } catch (IOException malformed) {
            return new Reading.Refused(Count.MALFORMED);
        }
    }

    /**
     * Writes a message. An answer that would not fit names fewer contacts.
     *
     * @param message what to write; its keys have the length of the layer
     * @param target is filled from its start, long enough for an answer without contacts
     * @return how many bytes were written
     */
    int write(DhtMessage message, byte[] target) {
        CodedOutputStream out = CodedOutputStream.newInstance(target);
        try {
            switch (message) {
                case DhtMessage.Store store -> writeStore(out, store);
                case DhtMessage.Find find -> writeFind(out, find);
                case DhtMessage.Answer answer -> writeAnswer(out, answer);
            }
        } catch (IOException full) {
            throw new UncheckedIOException("no room for " + message, full);
        }
        return target.length - out.spaceLeft();
    }

    private static void writeStore(CodedOutputStream out, DhtMessage.Store store) throws IOException {
        writeStart(out, 0, store.from());
        int expires = (int) store.expiresS();
        writeHeader(
                out, 3, computeByteArraySize(1, store.key().bytes()) + 2 + VALUE_BYTES + computeUInt32Size(3, expires));
        out.writeByteArray(1, store.key().bytes());
        out.writeByteArray(2, value(store.address()));
        out.writeUInt32(3, expires);
    }

    private static void writeFind(CodedOutputStream out, DhtMessage.Find find) throws IOException {
        writeStart(out, find.forValue() ? 3 : 1, find.from());
        writeHeader(out, 4, requestSize(find.cookie(), find.key()));
        out.writeUInt64(1, find.cookie());
        out.writeByteArray(2, find.key().bytes());
    }

    private static void writeAnswer(CodedOutputStream out, DhtMessage.Answer answer) throws IOException {
        writeStart(out, answer.forValue() ? 4 : 2, answer.from());
        int valuesSize = answer.addresses().size() * (2 + VALUE_BYTES);
        int valSize = answer.forValue() ? messageSize(valuesSize) : 0;
        int size = requestSize(answer.cookie(), answer.key());
        int named = 0;
        while (named < answer.contacts().size()) {
            int more = size + messageSize(contactSize(answer.contacts().get(named)));
            if (messageSize(more) + valSize > out.spaceLeft()) {
                break;
            }
            size = more;
            named++;
        }
        writeHeader(out, 5, size);
        out.writeUInt64(1, answer.cookie());
        out.writeByteArray(2, answer.key().bytes());
        for (Contact contact : answer.contacts().subList(0, named)) {
            writeContact(out, 3, contact);
        }
        if (answer.forValue()) {
            writeHeader(out, 6, valuesSize);
            for (long address : answer.addresses()) {
                out.writeByteArray(1, value(address));
            }
        }
    }

    private static void writeStart(CodedOutputStream out, int code, Contact from) throws IOException {
        out.writeUInt32(1, code);
        writeContact(out, 2, from);
    }

    private static void writeContact(CodedOutputStream out, int field, Contact contact) throws IOException {
        writeHeader(out, field, contactSize(contact));
        out.writeByteArray(1, contact.id().bytes());
        out.writeUInt64(2, contact.address());
        if (contact.thorough()) {
            out.writeUInt32(3, 1);
        }
    }

    private static void writeHeader(CodedOutputStream out, int field, int size) throws IOException {
        out.writeTag(field, WIRETYPE_LENGTH_DELIMITED);
        out.writeUInt32NoTag(size);
    }

    private static int requestSize(long cookie, Key key) {
        return computeUInt64Size(1, cookie) + computeByteArraySize(2, key.bytes());
    }

    private static int contactSize(Contact contact) {
        return computeByteArraySize(1, contact.id().bytes())
                + computeUInt64Size(2, contact.address())
                + (contact.thorough() ? computeUInt32Size(3, 1) : 0);
    }

    /** {@return size of a message inside another one, with its tag and length} */
    private static int messageSize(int size) {
        return 1 + computeUInt32SizeNoTag(size) + size;
    }

    private static byte[] value(long address) {
        byte[] value = new byte[VALUE_BYTES];
        VALUE.set(value, 0, address);
        return value;
    }
}
