package io.trawl.docmapper;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.lucene.util.BytesRef;

/// Reads one strict JSON text from bytes, value by value, at the caller's pace.
///
/// Why not a library's: strings stay slices of the input (only those with escapes are copied, into an arena that
/// lives until the next text), keys can be recognised by comparing bytes, and what the contract refuses is refused
/// here: invalid UTF-8, lone surrogates, raw control characters, numbers no double can hold, a byte order mark,
/// more than [#DEPTH_MAX] levels. Strings are walked eight bytes at a time. Any violation throws
/// [ParseAbort#MALFORMED].
///
/// Not thread-safe; reused for text after text.
final class JsonScanner {
    /// Levels of objects and arrays, the outermost included.
    static final int DEPTH_MAX = 127;

    /// An arena that one huge document made larger than this is not kept.
    private static final int ARENA_KEPT_MAX = 1 << 20;

    private static final byte[] TRUE = ascii("true");
    private static final byte[] FALSE = ascii("false");
    private static final byte[] NULL = ascii("null");
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGHS = 0x8080808080808080L;
    private static final long QUOTES = ONES * '"';
    private static final long BACKSLASHES = ONES * '\\';
    private static final long SPACES = ONES * ' ';

    private byte[] buffer = BytesRef.EMPTY_BYTES;
    private int position;
    private int end;
    private int depth;
    private byte[] arena = new byte[1024];
    private int arenaUsed;

    /// The last string: `textLength` bytes of valid UTF-8, unchanged until [#start].
    byte[] text = BytesRef.EMPTY_BYTES;

    int textOffset;
    int textLength;

    /// The last number.
    final JsonNumber number = new JsonNumber();

    /// Starts on another text.
    void start(byte[] bytes, int offset, int length) {
        buffer = bytes;
        position = offset;
        end = offset + length;
        depth = 0;
        arenaUsed = 0;
        if (arena.length > ARENA_KEPT_MAX) {
            arena = new byte[1024];
        }
    }

    /// Where the next character is.
    int position() {
        return position;
    }

    /// Goes back to a value's first byte that [#position] gave before.
    void rewind(int to) {
        position = to;
    }

    /// Skips blanks; the byte that follows, which is not consumed.
    byte peek() {
        int at = position;
        int limit = end;
        while (at < limit) {
            byte b = buffer[at];
            if (b > ' ' || !isBlank(b)) {
                position = at;
                return b;
            }
            at++;
        }
        throw ParseAbort.MALFORMED;
    }

    /// Whether only blanks follow.
    boolean atEnd() {
        while (position < end && isBlank(buffer[position])) {
            position++;
        }
        return position == end;
    }

    private static boolean isBlank(byte b) {
        return b == ' ' || b == '\t' || b == '\n' || b == '\r';
    }

    /// Consumes the opening brace or bracket that was peeked.
    void open() {
        position++;
        if (++depth > DEPTH_MAX) {
            throw ParseAbort.MALFORMED;
        }
    }

    /// Right after [#open]: whether there is nothing inside; consumes the closing character then.
    boolean closes(char close) {
        if (peek() != close) {
            return false;
        }
        position++;
        depth--;
        return true;
    }

    /// After a member or element: whether another follows; consumes the comma, or the closing character.
    boolean more(char close) {
        byte b = peek();
        position++;
        if (b == ',') {
            return true;
        }
        if (b != close) {
            throw ParseAbort.MALFORMED;
        }
        depth--;
        return false;
    }

    /// Consumes the colon after a key.
    void colon() {
        if (peek() != ':') {
            throw ParseAbort.MALFORMED;
        }
        position++;
    }

    /// Consumes the key at the peeked position if its bytes, quotes included, are exactly `quoted`.
    ///
    /// @param word the first eight bytes of `quoted`, the first one lowest
    /// @param mask which bytes of `word` count
    boolean tryKey(byte[] quoted, long word, long mask) {
        int at = position;
        int limit = at + quoted.length;
        if (limit > end) {
            return false;
        }
        boolean same;
        if (at + Long.BYTES > buffer.length) {
            same = Arrays.equals(buffer, at, limit, quoted, 0, quoted.length);
        } else {
            same = ((Bytes.littleLong(buffer, at) ^ word) & mask) == 0
                    && (quoted.length <= Long.BYTES
                            || Arrays.equals(buffer, at + Long.BYTES, limit, quoted, Long.BYTES, quoted.length));
        }
        if (same) {
            position = limit;
        }
        return same;
    }

    void readTrue() {
        literal(TRUE);
    }

    void readFalse() {
        literal(FALSE);
    }

    void readNull() {
        literal(NULL);
    }

    private void literal(byte[] word) {
        int limit = position + word.length;
        if (limit > end || !Arrays.equals(buffer, position, limit, word, 0, word.length)) {
            throw ParseAbort.MALFORMED;
        }
        position = limit;
    }

    /// Reads a key or string value into [#text].
    void readString() {
        if (peek() != '"') {
            throw ParseAbort.MALFORMED;
        }
        int start = position + 1;
        int at = specialByte(start);
        byte b = at < end ? buffer[at] : 0;
        boolean wide = b < 0;
        while (b < 0) {
            at = specialByte(at + 1);
            b = at < end ? buffer[at] : 0;
        }
        if (b == '\\') {
            readEscaped(start, at, wide);
            return;
        }
        if (b != '"' || wide && !Utf8.isValid(buffer, start, at - start)) {
            throw ParseAbort.MALFORMED;
        }
        text = buffer;
        textOffset = start;
        textLength = at - start;
        position = at + 1;
    }

    /// The first byte from `from` on that is a quote, a backslash, a control character or beyond ASCII; or the end.
    private int specialByte(int from) {
        int at = from;
        int limit = end - 8;
        while (at <= limit) {
            long word = Bytes.littleLong(buffer, at);
            long quote = word ^ QUOTES;
            long backslash = word ^ BACKSLASHES;
            // The lowest set high bit is exact; higher ones may be echoes of it.
            long found = ((quote - ONES) & ~quote | (backslash - ONES) & ~backslash | word - SPACES | word) & HIGHS;
            if (found != 0) {
                return at + (Long.numberOfTrailingZeros(found) >>> 3);
            }
            at += 8;
        }
        while (at < end) {
            byte b = buffer[at];
            if (b == '"' || b == '\\' || b < ' ') {
                return at;
            }
            at++;
        }
        return end;
    }

    /// The slow way, for strings with escapes: copies into the arena.
    ///
    /// @param firstEscape its backslash
    /// @param wideBefore whether there are bytes beyond ASCII before it
    private void readEscaped(int start, int firstEscape, boolean wideBefore) {
        int at = firstEscape;
        int target = arenaUsed;
        int copied = start;
        int written = target;
        boolean wide = wideBefore;
        while (true) {
            byte b = at < end ? buffer[at] : 0;
            if (b == '\\') {
                written = copy(copied, at, written);
                copied = escape(at + 1, written);
                written = arenaUsed;
                at = specialByte(copied);
            } else if (b < 0) {
                wide = true;
                at = specialByte(at + 1);
            } else if (b == '"') {
                written = copy(copied, at, written);
                break;
            } else {
                throw ParseAbort.MALFORMED;
            }
        }
        // Bytes beyond ASCII are checked joined: an escape between the halves of a character breaks it.
        if (wide && !Utf8.isValid(arena, target, written - target)) {
            throw ParseAbort.MALFORMED;
        }
        arenaUsed = written;
        text = arena;
        textOffset = target;
        textLength = written - target;
        position = at + 1;
    }

    private int copy(int from, int to, int written) {
        int length = to - from;
        arena = Utf8.grown(arena, written, written + length + 4);
        System.arraycopy(buffer, from, arena, written, length);
        return written + length;
    }

    /// Decodes the escape whose letter is at `at` to `written` in the arena; sets [#arenaUsed] behind it and
    /// returns where the escape ends.
    private int escape(int at, int written) {
        if (at >= end) {
            throw ParseAbort.MALFORMED;
        }
        byte letter = buffer[at];
        int simple = switch (letter) {
            case '"', '\\', '/' -> letter;
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> -1;
            default -> throw ParseAbort.MALFORMED;
        };
        if (simple >= 0) {
            arena[written] = (byte) simple;
            arenaUsed = written + 1;
            return at + 1;
        }
        int unit = hex(at + 1);
        int next = at + 5;
        int codePoint = unit;
        if (unit >= 0xD800 && unit < 0xE000) {
            boolean pair = unit < 0xDC00 && next + 1 < end && buffer[next] == '\\' && buffer[next + 1] == 'u';
            int low = pair ? hex(next + 2) : 0;
            if (low < 0xDC00 || low > 0xDFFF) {
                throw ParseAbort.MALFORMED;
            }
            codePoint = Character.toCodePoint((char) unit, (char) low);
            next += 6;
        }
        arenaUsed = Utf8.write(codePoint, arena, written);
        return next;
    }

    private int hex(int at) {
        if (at + 4 > end) {
            throw ParseAbort.MALFORMED;
        }
        int value = 0;
        for (int i = at; i < at + 4; i++) {
            int digit = buffer[i] < 0 ? -1 : Character.digit(buffer[i], 16);
            if (digit < 0) {
                throw ParseAbort.MALFORMED;
            }
            value = value << 4 | digit;
        }
        return value;
    }

    /// Reads the number whose first byte was peeked into [#number].
    void readNumber() {
        position = number.read(buffer, position, end);
    }

    /// Checks the value that follows and leaves it behind.
    void skipValue() {
        switch (peek()) {
            case '"' -> readString();
            case '{' -> {
                open();
                if (closes('}')) {
                    return;
                }
                do {
                    readString();
                    colon();
                    skipValue();
                } while (more('}'));
            }
            case '[' -> {
                open();
                if (closes(']')) {
                    return;
                }
                do {
                    skipValue();
                } while (more(']'));
            }
            case 't' -> readTrue();
            case 'f' -> readFalse();
            case 'n' -> readNull();
            default -> readNumber();
        }
    }

    private static byte[] ascii(String word) {
        return word.getBytes(StandardCharsets.US_ASCII);
    }
}
