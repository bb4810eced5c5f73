package io.trawl.docmapper;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.apache.lucene.util.BytesRef;

/// Rewrites a JSON text so that each object has each key once, the last one given, in the order of the keys' bytes.
///
/// The slow path for documents that need it: those with a key given twice, and those that are about to be refused,
/// because the message is about the first error in this order.
final class CanonicalLine {
    private final JsonScanner json;
    private final byte[] line;

    private CanonicalLine(JsonScanner json, byte[] line) {
        this.json = json;
        this.line = line;
    }

    /// @throws ParseAbort MALFORMED if the line is not one JSON text
    static byte[] of(JsonScanner json, byte[] line, int offset, int length) {
        json.start(line, offset, length);
        byte[] canonical = new CanonicalLine(json, line).value();
        if (!json.atEnd()) {
            throw ParseAbort.MALFORMED;
        }
        return canonical;
    }

    private byte[] value() {
        byte first = json.peek();
        if (first == '{') {
            return object();
        }
        if (first == '[') {
            return array();
        }
        int start = json.position();
        json.skipValue();
        return Arrays.copyOfRange(line, start, json.position());
    }

    private byte[] object() {
        Map<BytesRef, byte[]> members = new TreeMap<>();
        json.open();
        if (!json.closes('}')) {
            do {
                json.peek();
                int start = json.position();
                json.readString();
                BytesRef key =
                        new BytesRef(Arrays.copyOfRange(json.text, json.textOffset, json.textOffset + json.textLength));
                byte[] written = Arrays.copyOfRange(line, start, json.position());
                json.colon();
                members.put(key, join(written, value()));
            } while (json.more('}'));
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int before = '{';
        for (byte[] member : members.values()) {
            out.write(before);
            out.writeBytes(member);
            before = ',';
        }
        if (members.isEmpty()) {
            out.write('{');
        }
        out.write('}');
        return out.toByteArray();
    }

    private byte[] array() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        json.open();
        out.write('[');
        if (!json.closes(']')) {
            int elements = 0;
            do {
                if (elements++ > 0) {
                    out.write(',');
                }
                out.writeBytes(value());
            } while (json.more(']'));
        }
        out.write(']');
        return out.toByteArray();
    }

    private static byte[] join(byte[] key, byte[] value) {
        byte[] member = Arrays.copyOf(key, key.length + 1 + value.length);
        member[key.length] = ':';
        System.arraycopy(value, 0, member, key.length + 1, value.length);
        return member;
    }
}
