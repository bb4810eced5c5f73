package io.trawl.query;

import io.trawl.common.TrawlException;
import io.trawl.docmapper.FieldEntry;
import io.trawl.docmapper.ValueType;

/// The texts of what can be wrong with a query on a given index. Clients know some of them by heart, so they are
/// fixed.
final class QueryErrors {
    /// How much of a value or path a message repeats; a query may bring a megabyte of it.
    private static final int SHOWN_LENGTH = 500;

    private QueryErrors() {}

    private static String shown(String text) {
        return text.length() <= SHOWN_LENGTH ? text : text.substring(0, SHOWN_LENGTH) + "…";
    }

    static TrawlException invalid(String problem) {
        return TrawlException.badRequest("invalid query: " + problem);
    }

    static TrawlException fieldDoesNotExist(String path) {
        return invalid("field does not exist: `" + shown(path) + "`");
    }

    static TrawlException incompatible(String problem) {
        return invalid("query is incompatible with schema. " + problem + ")");
    }

    static TrawlException notSearchable(FieldEntry entry) {
        return incompatible("field " + entry.path() + " is not full-text searchable");
    }

    static TrawlException expectedValue(FieldEntry entry, String text) {
        return invalid("expected a `" + typeName(entry.type()) + "` search value for field `" + entry.path()
                + "`, got `" + shown(text) + "`");
    }

    static TrawlException expectedBoundary(FieldEntry entry) {
        return invalid("expected `" + typeName(entry.type()) + "` boundary for field `" + entry.path() + "`");
    }

    static TrawlException rangeForbidden(FieldEntry entry) {
        return invalid("range query on `" + typeName(entry.type()) + "` field (`" + entry.path() + "`) forbidden");
    }

    static TrawlException rangeNeedsFast(FieldEntry entry) {
        return incompatible(
                "range queries are only supported for fast fields. (`" + entry.path() + "` is not a fast field)");
    }

    static TrawlException phraseNeedsPositions() {
        return incompatible("Applied phrase query on field which does not have positions indexed");
    }

    static TrawlException phrasePrefixNeedsPositions() {
        return incompatible("trying to run a PhrasePrefix query on a field which does not have positions indexed");
    }

    static TrawlException wildcardNeedsText() {
        return incompatible("trying to run a Wildcard query on a non-text field");
    }

    static TrawlException regexNeedsText() {
        return incompatible("trying to run a regex query on a non-text field");
    }

    static TrawlException patternTooComplex(String pattern) {
        String shown = pattern.length() > 100 ? pattern.substring(0, 100) + "…" : pattern;
        return invalid("the pattern `" + shown + "` is too complex: it needs more than "
                + QueryLimits.MAX_AUTOMATON_STATES + " states; use fewer wildcards or repetitions");
    }

    static TrawlException patternTooLong(String pattern) {
        return invalid("the pattern `" + shown(pattern) + "` has " + pattern.length() + " characters, at most "
                + QueryLimits.MAX_PATTERN_LENGTH + " are supported; split it into several joined by OR");
    }

    static TrawlException tooManyRepeats() {
        return invalid("a phrase with a slop repeats words more than " + QueryLimits.MAX_REPEATS_WITH_SLOP
                + " times; leave out the slop or some of the words");
    }

    static TrawlException tooManyPatterns() {
        return invalid("it has more than " + QueryLimits.MAX_PATTERNS
                + " wildcards and regular expressions; use one with alternatives, `field:/(a|b).*/`, for many");
    }

    /// As messages have always named the types.
    private static String typeName(ValueType type) {
        return switch (type) {
            case TEXT, CONCATENATE -> "str";
            case U64 -> "u64";
            case I64 -> "i64";
            case F64 -> "f64";
            case BOOL -> "bool";
            case IP -> "core::net::ip_addr::Ipv6Addr";
            case DATETIME -> "tantivy_common::datetime::DateTime";
            case BYTES -> "alloc::vec::Vec<u8>";
            case JSON -> "json";
        };
    }
}
