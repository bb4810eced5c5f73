package io.trawl.docmapper;

import io.trawl.config.FastNormalizer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.lucene.index.DocValuesType;
import org.jspecify.annotations.Nullable;

/// A json field, or the undeclared fields of an index: its paths, terms and columns.
final class JsonRoot {
    /// No phrase spans two values.
    private static final int VALUE_GAP = 2;

    /// What a path costs besides its name, in characters.
    private static final int NODE_CHARS = 200;

    private final FieldEntry entry;
    private final JsonColumns columns;
    private final Concatenation[] concatenations;
    private final Map<String, JsonNodeParser> nodes = new HashMap<>();
    private final @Nullable JsonTerms terms;
    private final @Nullable TokenCursor cursor;
    private final boolean rawTerms;
    private final boolean lowercaseColumn;
    private final byte[] scratch = new byte[16];
    private long pathChars;

    /// @param concatenations fields that take the values, too
    JsonRoot(FieldEntry entry, JsonColumns columns, Concatenation[] concatenations) {
        this.entry = entry;
        this.concatenations = concatenations;
        this.columns = columns;
        this.terms = entry.indexed()
                ? new JsonTerms(
                        entry.luceneField(), DocField.type(DocField.indexOptions(entry), DocValuesType.NONE, false))
                : null;
        this.cursor = entry.tokenizer().map(TextTokenizer::newCursor).orElse(null);
        this.rawTerms = entry.tokenizer().equals(Optional.of(Tokenizers.RAW));
        this.lowercaseColumn = entry.normalizer().equals(Optional.of(FastNormalizer.LOWERCASE));
    }

    /// Whether anything is made of the values at all.
    boolean isKept() {
        return entry.indexed() || entry.fast() || concatenations.length > 0;
    }

    /// Characters of all paths that are remembered.
    long pathChars() {
        return pathChars;
    }

    /// The parser of the values at `key` below `path`; one for each path, whichever way it is spelt.
    JsonNodeParser nodeBelow(String path, byte[] key) {
        String below = JsonPaths.append(path, new String(key, StandardCharsets.UTF_8), entry.expandDots());
        JsonNodeParser node = nodes.get(below);
        if (node == null) {
            node = new JsonNodeParser(this, below);
            nodes.put(below, node);
            pathChars += below.length() + NODE_CHARS;
        }
        return node;
    }

    /// Forgets all paths and columns; the nodes given out must not be used any more.
    void forgetPaths() {
        nodes.clear();
        pathChars = 0;
    }

    void text(ParseContext context, JsonNodeParser node) {
        JsonScanner json = context.json;
        byte[] text = json.text;
        int offset = json.textOffset;
        int length = json.textLength;
        for (Concatenation concatenation : concatenations) {
            concatenation.text(context.doc, text, offset, length);
        }
        if (Rfc3339.parse(text, offset, length, context.datetime)) {
            datetime(context, node, context.datetime.epochNanos());
            return;
        }
        if (terms != null) {
            addTerms(context.doc, terms, node, text, offset, length);
        }
        DocField column = column(context, node, JsonType.TEXT);
        if (column != null) {
            if (lowercaseColumn) {
                ColumnTexts.setLowercase(column, text, offset, length);
            } else {
                ColumnTexts.set(column, text, offset, length);
            }
        }
    }

    private void addTerms(ParsedDoc doc, JsonTerms target, JsonNodeParser node, byte[] text, int offset, int length) {
        byte code = JsonType.TEXT.termCode();
        if (rawTerms) {
            if (length < WordCursor.TOKEN_BYTES_LIMIT) {
                target.add(doc, node.termPrefix, code, text, offset, length, VALUE_GAP);
            }
            return;
        }
        TokenCursor tokens = cursor;
        if (tokens == null) {
            return;
        }
        tokens.reset(text, offset, length);
        int gap = VALUE_GAP - 1;
        while (tokens.next()) {
            target.add(
                    doc,
                    node.termPrefix,
                    code,
                    tokens.term.bytes,
                    tokens.term.offset,
                    tokens.term.length,
                    tokens.positionIncrement + gap);
            gap = 0;
        }
    }

    private void datetime(ParseContext context, JsonNodeParser node, long nanos) {
        if (terms != null) {
            TermCodec.writeDatetime(nanos, scratch, 0);
            addTerm(context.doc, terms, node, JsonType.DATETIME, Long.BYTES);
        }
        number(context, node, JsonType.DATETIME, nanos);
    }

    void bool(ParseContext context, JsonNodeParser node, boolean value) {
        for (Concatenation concatenation : concatenations) {
            concatenation.bool(context.doc, value);
        }
        if (terms != null) {
            scratch[0] = (byte) (value ? 1 : 0);
            addTerm(context.doc, terms, node, JsonType.BOOL, 1);
        }
        number(context, node, JsonType.BOOL, ColumnCodec.encodeBool(value));
    }

    /// The number that the scanner has read.
    void number(ParseContext context, JsonNodeParser node) {
        JsonScanner json = context.json;
        for (Concatenation concatenation : concatenations) {
            concatenate(context.doc, json.number, concatenation);
        }
        switch (json.number.kind) {
            case INTEGER -> {
                if (terms != null) {
                    int length = TermCodec.writeNumber(json.number.integer, scratch, 0);
                    addTerm(context.doc, terms, node, JsonType.I64, length);
                }
                number(context, node, JsonType.I64, json.number.integer);
            }
            case UNSIGNED -> {
                if (terms != null) {
                    int length = TermCodec.writeUnsignedNumber(json.number.integer, scratch, 0);
                    addTerm(context.doc, terms, node, JsonType.U64, length);
                }
                number(context, node, JsonType.U64, ColumnCodec.encodeU64(json.number.integer));
            }
            case FLOAT -> {
                if (terms != null) {
                    int length = TermCodec.writeNumber(json.number.floating, scratch, 0);
                    addTerm(context.doc, terms, node, JsonType.F64, length);
                }
                number(context, node, JsonType.F64, ColumnCodec.encodeF64(json.number.floating));
            }
        }
    }

    private static void concatenate(ParsedDoc doc, JsonNumber number, Concatenation concatenation) {
        switch (number.kind) {
            case INTEGER -> concatenation.integer(doc, number.integer);
            case UNSIGNED -> concatenation.unsigned(doc, number.integer);
            case FLOAT -> concatenation.floating(doc, number.floating);
        }
    }

    /// Adds the first `length` bytes of the scratch buffer.
    private void addTerm(ParsedDoc doc, JsonTerms target, JsonNodeParser node, JsonType type, int length) {
        target.add(doc, node.termPrefix, type.termCode(), scratch, 0, length, VALUE_GAP);
    }

    private void number(ParseContext context, JsonNodeParser node, JsonType type, long columnValue) {
        DocField column = column(context, node, type);
        if (column != null) {
            column.setNumber(columnValue);
        }
    }

    private @Nullable DocField column(ParseContext context, JsonNodeParser node, JsonType type) {
        if (!entry.fast()) {
            return null;
        }
        FieldPool pool = node.column(type, columns, entry.luceneField());
        if (pool == null) {
            columns.countRefused();
            return null;
        }
        return pool.next(context.doc);
    }
}
