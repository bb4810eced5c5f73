package io.trawl.docmapper;

import com.dynatrace.hash4j.hashing.Hasher64;
import com.dynatrace.hash4j.hashing.Hashing;
import io.trawl.config.PartitionKey;
import io.trawl.config.PartitionKey.Part;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.apache.lucene.util.BytesRef;

/// Which partition a document belongs to: a hash of the values at the paths of a partition key, salted with the
/// key's structure. Stored with splits, so it must never change.
///
/// The document is read once more, and only where a path leads; what is mapped and how does not matter. A value
/// counts by its text, so a number and the string that looks like it are equal, as they are for a field that coerces.
/// A dot in a path stands between objects or in a key. Missing values and nulls are equal. Not thread-safe.
final class PartitionHasher {
    private static final Hasher64 HASH = Hashing.xxh3_64();

    /// What a document without any value hashes like; and marks for what has an inside.
    private static final long ABSENT = 0x9E3779B97F4A7C15L;

    private static final long ARRAY = 0xC2B2AE3D27D4EB4FL;
    private static final long OBJECT = 0x165667B19E3779F9L;

    private static final int[] NOWHERE = {};

    private static final long FIELD_SALT = 1;
    private static final long HASH_MOD_SALT = 2;
    private static final long TUPLE_SALT = 3;

    private final JsonScanner json = new JsonScanner();
    private final List<Part> parts;
    private final List<String> fields;
    private final byte[][] paths;
    private final long salt;

    /// The hash of the value at each path.
    private final long[] values;

    private PartitionHasher(PartitionKey key) {
        this.parts = key.parts();
        this.fields = key.fields();
        this.paths = fields.stream()
                .map(path -> path.replace("\\", "").getBytes(StandardCharsets.UTF_8))
                .toArray(byte[][]::new);
        this.values = new long[paths.length];
        this.salt = saltOf(parts);
    }

    /// @param key that has parts
    static PartitionHasher of(PartitionKey key) {
        return new PartitionHasher(key);
    }

    /// The partition of a document.
    ///
    /// @return never 0, which stands for no key
    /// @throws ParseAbort if the line is not a JSON object
    long partitionId(byte[] line, int offset, int length) {
        Arrays.fill(values, ABSENT);
        json.start(line, offset, length);
        int[] offsets = new int[paths.length];
        if (json.peek() != '{') {
            throw ParseAbort.MALFORMED;
        }
        readObject(offsets);
        long id = salt;
        for (Part part : parts) {
            id = mix(id, valueOf(part));
        }
        return id == 0 ? ABSENT : id;
    }

    private long valueOf(Part part) {
        return switch (part) {
            case Part.Field(String path) -> values[fields.indexOf(path)];
            case Part.HashMod(Part argument, long modulus) -> Long.remainderUnsigned(valueOf(argument), modulus);
            case Part.Tuple(List<Part> inner) -> {
                long hash = TUPLE_SALT;
                for (Part each : inner) {
                    hash = mix(hash, valueOf(each));
                }
                yield hash;
            }
        };
    }

    private static long saltOf(List<Part> parts) {
        long salt = TUPLE_SALT;
        for (Part part : parts) {
            salt = mix(
                    salt,
                    switch (part) {
                        case Part.Field(String path) -> mix(FIELD_SALT, hash(path));
                        case Part.HashMod(Part argument, long modulus) ->
                            mix(mix(HASH_MOD_SALT, modulus), saltOf(List.of(argument)));
                        case Part.Tuple(List<Part> inner) -> saltOf(inner);
                    });
        }
        return salt;
    }

    /// Reads the object whose brace was peeked.
    ///
    /// @param offsets where in each path the object's keys begin; negative if the path does not lead here
    private void readObject(int[] offsets) {
        json.open();
        if (json.closes('}')) {
            return;
        }
        do {
            json.peek();
            json.readString();
            int[] below = follow(offsets);
            json.colon();
            byte first = json.peek();
            if (below.length == 0) {
                json.skipValue();
                continue;
            }
            int start = json.position();
            boolean deeper = forget(below);
            for (int i = 0; i < below.length; i++) {
                if (below[i] == paths[i].length) {
                    json.rewind(start);
                    values[i] = readValue(first);
                }
            }
            json.rewind(start);
            if (deeper && first == '{') {
                readObject(below);
            } else {
                json.skipValue();
            }
        } while (json.more('}'));
    }

    /// Where the paths go on below the key that was read: at their ends for those that it completes.
    private int[] follow(int[] offsets) {
        int[] below = NOWHERE;
        for (int i = 0; i < offsets.length; i++) {
            byte[] path = paths[i];
            int from = offsets[i];
            int to = from + json.textLength;
            boolean leads = from >= 0
                    && to <= path.length
                    && (to == path.length || path[to] == '.')
                    && Arrays.equals(path, from, to, json.text, json.textOffset, json.textOffset + json.textLength);
            if (leads) {
                if (below.length == 0) {
                    below = new int[offsets.length];
                    Arrays.fill(below, -1);
                }
                below[i] = to == path.length ? to : to + 1;
            }
        }
        return below;
    }

    /// Forgets what an earlier key of the same name gave; whether a path leads into the value.
    private boolean forget(int[] below) {
        boolean deeper = false;
        for (int i = 0; i < below.length; i++) {
            if (below[i] >= 0) {
                values[i] = ABSENT;
                deeper |= below[i] < paths[i].length;
            }
        }
        return deeper;
    }

    private long readValue(byte first) {
        switch (first) {
            case '"' -> {
                json.readString();
                return HASH.hashBytesToLong(json.text, json.textOffset, json.textLength);
            }
            case '{' -> {
                return readMembers();
            }
            case '[' -> {
                return readElements();
            }
            case 't' -> {
                json.readTrue();
                return hash("true");
            }
            case 'f' -> {
                json.readFalse();
                return hash("false");
            }
            case 'n' -> {
                json.readNull();
                return ABSENT;
            }
            default -> {
                json.readNumber();
                return hash(numberText(json.number));
            }
        }
    }

    private static String numberText(JsonNumber number) {
        return switch (number.kind) {
            case INTEGER -> Long.toString(number.integer);
            case UNSIGNED -> Long.toUnsignedString(number.integer);
            case FLOAT -> {
                boolean whole = number.floating == Math.rint(number.floating) && Math.abs(number.floating) < 0x1p63;
                yield whole ? Long.toString((long) number.floating) : Double.toString(number.floating);
            }
        };
    }

    private long readElements() {
        long hash = ARRAY;
        json.open();
        if (json.closes(']')) {
            return hash;
        }
        do {
            hash = mix(hash, readValue(json.peek()));
        } while (json.more(']'));
        return hash;
    }

    /// The order of keys does not count.
    private long readMembers() {
        long hash = OBJECT;
        json.open();
        if (json.closes('}')) {
            return hash;
        }
        do {
            json.peek();
            json.readString();
            long key = HASH.hashBytesToLong(json.text, json.textOffset, json.textLength);
            json.colon();
            hash += mix(key, readValue(json.peek()));
        } while (json.more('}'));
        return hash;
    }

    private static long hash(String text) {
        BytesRef utf8 = new BytesRef(text);
        return HASH.hashBytesToLong(utf8.bytes, utf8.offset, utf8.length);
    }

    /// Depends on the order; every bit of both changes half of the bits (the finalizer of D. Stafford's mix 13).
    private static long mix(long hash, long value) {
        long z = hash * 31 + value + ABSENT;
        z = (z ^ z >>> 30) * 0xBF58476D1CE4E5B9L;
        z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
        return z ^ z >>> 31;
    }
}
