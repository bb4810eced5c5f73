package io.trawl.docmapper;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Predicate;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;

/// The known keys of an object. Documents mostly repeat the order of keys of the one before, so each key remembers
/// its last two successors, and a key that is the expected one is recognised by one comparison of bytes, without
/// being read.
final class KeyTable {
    private Entry[] slots = new Entry[16];
    private int size;

    /// Comes before the first key.
    final Entry head = new Entry(new byte[0], 0, null);

    /// Reads the key that follows. Null if it is unknown: then it is the scanner's text.
    @Nullable
    Entry read(JsonScanner json, Entry previous) {
        json.peek();
        Entry expected = previous.successor;
        if (expected != null) {
            if (json.tryKey(expected.quoted, expected.word, expected.mask)) {
                return expected;
            }
            Entry other = previous.otherSuccessor;
            if (other != null && json.tryKey(other.quoted, other.word, other.mask)) {
                previous.otherSuccessor = expected;
                previous.successor = other;
                return other;
            }
        }
        json.readString();
        Entry found = find(json.text, json.textOffset, json.textLength);
        if (found != null) {
            previous.otherSuccessor = expected;
            previous.successor = found;
        }
        return found;
    }

    @Nullable
    Entry find(byte[] text, int offset, int length) {
        int hash = hash(text, offset, length);
        int at = hash & slots.length - 1;
        Entry entry;
        while ((entry = slots[at]) != null) {
            if (entry.hash == hash && Arrays.equals(entry.key, 0, entry.key.length, text, offset, offset + length)) {
                return entry;
            }
            at = at + 1 & slots.length - 1;
        }
        return null;
    }

    /// Adds a key that is not there.
    Entry add(byte[] key, FieldParser parser) {
        Entry entry = new Entry(key, hash(key, 0, key.length), parser);
        if (2 * ++size > slots.length) {
            Entry[] old = slots;
            slots = new Entry[2 * old.length];
            for (Entry each : old) {
                if (each != null) {
                    place(each);
                }
            }
        }
        place(entry);
        return entry;
    }

    /// Forgets the keys whose parser `predicate` names.
    void removeIf(Predicate<FieldParser> predicate) {
        Entry[] old = slots;
        slots = new Entry[16];
        size = 0;
        head.successor = null;
        for (Entry each : old) {
            if (each != null && !predicate.test(each.parser())) {
                add(each.key, each.parser());
            }
        }
    }

    Iterable<Entry> entries() {
        return Arrays.stream(slots).filter(entry -> entry != null).toList();
    }

    private void place(Entry entry) {
        int at = entry.hash & slots.length - 1;
        while (slots[at] != null) {
            at = at + 1 & slots.length - 1;
        }
        slots[at] = entry;
    }

    private static int hash(byte[] text, int offset, int length) {
        int hash = length;
        for (int i = offset; i < offset + length; i++) {
            hash = hash * 31 + text[i];
        }
        return hash ^ hash >>> 15;
    }

    /// One known key.
    static final class Entry {
        private final byte[] key;
        private final int hash;
        private final @Nullable FieldParser parser;

        /// The key as documents write it, with quotes; empty if it has characters that need an escape.
        private final byte[] quoted;

        /// The first eight bytes of `quoted`, the first one lowest, and which of them there are.
        private final long word;

        private final long mask;

        /// The key that followed last time.
        private @Nullable Entry successor;

        /// And the one before that.
        private @Nullable Entry otherSuccessor;

        /// The last object that had it.
        private long lastObject;

        private Entry(byte[] key, int hash, @Nullable FieldParser parser) {
            this.key = key;
            this.hash = hash;
            this.parser = parser;
            this.quoted = quoted(key);
            if (quoted.length == 0) {
                // No key starts with this byte.
                this.word = -1;
                this.mask = -1;
            } else {
                this.word = Bytes.littleLong(Arrays.copyOf(quoted, Math.max(quoted.length, Long.BYTES)), 0);
                this.mask = quoted.length >= Long.BYTES ? -1 : (1L << 8 * quoted.length) - 1;
            }
        }

        FieldParser parser() {
            if (parser == null) {
                throw new IllegalStateException("the head of a key table has no parser");
            }
            return parser;
        }

        String name() {
            return new String(key, StandardCharsets.UTF_8);
        }

        /// Notes that object number `object` has this key; false if it had it already.
        boolean visit(long object) {
            if (lastObject == object) {
                return false;
            }
            lastObject = object;
            return true;
        }

        private static byte[] quoted(byte[] key) {
            byte[] quoted = new byte[key.length + 2];
            for (int i = 0; i < key.length; i++) {
                byte b = key[i];
                if (b == '"' || b == '\\' || b >= 0 && b < ' ') {
                    return BytesRef.EMPTY_BYTES;
                }
                quoted[i + 1] = b;
            }
            quoted[0] = '"';
            quoted[key.length + 1] = '"';
            return quoted;
        }
    }
}
