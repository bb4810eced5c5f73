package io.trawl.docmapper;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The known keys of an object. Documents mostly repeat the order of keys of the one before, so each key remembers
/// its successor, and a key that is the expected one is recognised by one comparison of bytes, without being read.
final class KeyTable {
    private Entry[] slots = new Entry[16];
    private int size;

    /// Comes before the first key.
    final Entry head = new Entry(new byte[0], 0, null);

    /// Reads the key that follows. Null if it is unknown: then it is the scanner's text.
    @Nullable
    Entry read(JsonScanner json, Entry previous) {
        Entry expected = previous.successor;
        if (expected != null && expected.quoted != null && json.tryKey(expected.quoted)) {
            return expected;
        }
        json.readString();
        Entry found = find(json.text, json.textOffset, json.textLength);
        if (found != null) {
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

        /// The key as documents write it, with quotes; null if it has characters that need an escape.
        private final byte @Nullable [] quoted;

        /// The key that followed last time.
        private @Nullable Entry successor;

        /// The last object that had it.
        private long lastObject;

        private Entry(byte[] key, int hash, @Nullable FieldParser parser) {
            this.key = key;
            this.hash = hash;
            this.parser = parser;
            this.quoted = quoted(key);
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

        private static byte @Nullable [] quoted(byte[] key) {
            byte[] quoted = new byte[key.length + 2];
            for (int i = 0; i < key.length; i++) {
                byte b = key[i];
                if (b == '"' || b == '\\' || b >= 0 && b < ' ') {
                    return null;
                }
                quoted[i + 1] = b;
            }
            quoted[0] = '"';
            quoted[key.length + 1] = '"';
            return quoted;
        }
    }
}
