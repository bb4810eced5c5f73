package io.trawl.query;

import static io.trawl.query.QueryCursor.SPECIAL_IN_WORD;
import static io.trawl.query.QueryCursor.isBlank;

import io.trawl.query.ClauseNode.Quotes;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Reads field names and what stands after them: ranges, sets, regular expressions, words, numbers and quoted
/// texts.
final class LiteralReader {
    /// What a field name must escape.
    private static final String SPECIAL_IN_NAME = "+^`:{}\"'[]()!\\* ";

    /// What ends a bound of a range; colons may stand in dates and addresses. None starts with a backtick.
    private static final String SPECIAL_IN_BOUND = "{}\"[]()";

    private final QueryCursor cursor;
    private final String text;

    /// No field name starts before this place: the search for its colon ended here without one.
    private int noFieldNameBefore;

    LiteralReader(QueryCursor cursor) {
        this.cursor = cursor;
        this.text = cursor.text;
    }

    // literal := range | set | regex | term

    ClauseNode literal(@Nullable String field) {
        if (cursor.atEnd()) {
            throw cursor.unexpected("a value");
        }
        char first = cursor.peek();
        if (first == '[' || first == '{') {
            return bracketRange(field);
        }
        if (first == '<' || first == '>') {
            ClauseNode range = comparison(field);
            if (range != null) {
                return range;
            }
        }
        if (text.startsWith("IN", cursor.position)) {
            ClauseNode set = set(field);
            if (set != null) {
                return set;
            }
        }
        if (first == '/') {
            ClauseNode regex = regex(field);
            if (regex != null) {
                return regex;
            }
        }
        return term(field);
    }

    private ClauseNode bracketRange(@Nullable String field) {
        boolean lowerIncluded = text.charAt(cursor.position++) == '[';
        cursor.skipBlanks();
        String lower = bound();
        if (!cursor.skipBlanks() || !cursor.consume("TO") || !cursor.skipBlanks()) {
            throw cursor.unexpected("` TO ` between the bounds of a range");
        }
        String upper = bound();
        cursor.skipBlanks();
        if (cursor.atEnd() || (cursor.peek() != ']' && cursor.peek() != '}')) {
            throw cursor.unexpected("`]` or `}` after a range");
        }
        boolean upperIncluded = text.charAt(cursor.position++) == ']';
        return new ClauseNode.Range(field, toBound(lower, lowerIncluded), toBound(upper, upperIncluded));
    }

    /// `>=5` and its like; null where no bound follows, since then the sign is a word. A star is no open end here but
    /// the value `*`.
    private @Nullable ClauseNode comparison(@Nullable String field) {
        int start = cursor.position;
        boolean less = text.charAt(cursor.position++) == '<';
        boolean included = cursor.consume("=");
        cursor.skipBlanks();
        int boundStart = cursor.position;
        skipBound();
        if (cursor.position == boundStart) {
            cursor.position = start;
            return null;
        }
        String value = text.substring(boundStart, cursor.position);
        Bound bound = included ? Bound.included(value) : Bound.excluded(value);
        return less
                ? new ClauseNode.Range(field, Bound.UNBOUNDED, bound)
                : new ClauseNode.Range(field, bound, Bound.UNBOUNDED);
    }

    private static Bound toBound(String value, boolean included) {
        if (value.equals("*")) {
            return Bound.UNBOUNDED;
        }
        return included ? Bound.included(value) : Bound.excluded(value);
    }

    private String bound() {
        int start = cursor.position;
        skipBound();
        if (cursor.position == start) {
            throw cursor.unexpected("a bound: a value without quotes, or `*`");
        }
        return text.substring(start, cursor.position);
    }

    /// A boost may follow a negative number, but is part of any other bound.
    private void skipBound() {
        if (!cursor.atEnd() && cursor.peek() == '`') {
            return;
        }
        if (skipNegativeNumber() && !cursor.atEnd() && cursor.peek() == '^') {
            return;
        }
        while (!cursor.atEnd() && !isBlank(cursor.peek()) && SPECIAL_IN_BOUND.indexOf(cursor.peek()) < 0) {
            cursor.position++;
        }
    }

    /// `IN [a b]`; null where `IN` is the start of a word.
    private @Nullable ClauseNode set(@Nullable String field) {
        int start = cursor.position;
        cursor.position += 2;
        if (!cursor.skipBlanks() || !cursor.consume("[")) {
            cursor.position = start;
            return null;
        }
        TreeSet<String> values = new TreeSet<>();
        boolean separated = true;
        cursor.skipBlanks();
        while (!cursor.consume("]")) {
            if (cursor.atEnd()) {
                throw cursor.error("the set is never closed", start);
            }
            if (!separated) {
                throw cursor.unexpected("a blank between the values of a set");
            }
            values.add(simple().text());
            separated = cursor.skipBlanks();
        }
        return new ClauseNode.Set(field, values);
    }

    /// `/pattern/`; null where no slash closes it, since then it is a word such as a path. Every slash behind a
    /// backslash is part of the pattern, also behind two.
    private @Nullable ClauseNode regex(@Nullable String field) {
        StringBuilder pattern = new StringBuilder();
        int at = cursor.position + 1;
        while (at < text.length() && text.charAt(at) != '/') {
            if (text.startsWith("\\/", at)) {
                at++;
            }
            pattern.append(text.charAt(at++));
        }
        int after = at + 1;
        boolean closed = at < text.length() && !pattern.isEmpty();
        boolean ends = after >= text.length() || isBlank(text.charAt(after)) || ")^".indexOf(text.charAt(after)) >= 0;
        if (!closed || !ends) {
            return null;
        }
        cursor.position = after;
        return new ClauseNode.Regex(field, pattern.toString());
    }

    private ClauseNode term(@Nullable String field) {
        Simple simple = simple();
        int slop = 0;
        boolean prefix = false;
        // Behind a word neither can follow: both signs are part of it.
        if (cursor.consume("*")) {
            prefix = true;
        } else if (cursor.consume("~")) {
            slop = slop();
        }
        return new ClauseNode.Value(field, simple.quotes(), simple.text(), slop, prefix);
    }

    private int slop() {
        int start = cursor.position;
        cursor.skipDigits();
        if (cursor.position == start) {
            throw cursor.unexpected("a number after `~`");
        }
        try {
            return Integer.parseInt(text.substring(start, cursor.position));
        } catch (NumberFormatException e) {
            throw cursor.error("the slop is too large", start);
        }
    }

    // simple := -digits[.digits] | 'single quoted' | "double quoted" | word

    private record Simple(Quotes quotes, String text) {}

    private Simple simple() {
        char first = cursor.atEnd() ? ' ' : cursor.peek();
        if (first == '"') {
            return new Simple(Quotes.DOUBLE, quoted('"'));
        }
        if (first == '\'') {
            return new Simple(Quotes.SINGLE, quoted('\''));
        }
        if (first == '-') {
            return new Simple(Quotes.NONE, negativeNumber());
        }
        return new Simple(Quotes.NONE, word());
    }

    private String quoted(char quote) {
        int open = cursor.position++;
        StringBuilder value = new StringBuilder();
        while (!cursor.atEnd() && cursor.peek() != quote) {
            if (cursor.peek() == '\\' && cursor.position + 1 < text.length()) {
                cursor.position++;
            }
            value.append(text.charAt(cursor.position++));
        }
        if (cursor.atEnd()) {
            throw cursor.error("the quote is never closed", open);
        }
        cursor.position++;
        return value.toString();
    }

    private String negativeNumber() {
        int start = cursor.position;
        if (!skipNegativeNumber()) {
            throw cursor.error("a word must not start with `-`; escape it as `\\-`", start);
        }
        return text.substring(start, cursor.position);
    }

    /// @return whether there was one
    private boolean skipNegativeNumber() {
        int start = cursor.position;
        if (!cursor.consume("-")) {
            return false;
        }
        cursor.skipDigits();
        if (cursor.position == start + 1) {
            cursor.position = start;
            return false;
        }
        cursor.skipFraction();
        return true;
    }

    private String word() {
        int start = cursor.position;
        StringBuilder value = new StringBuilder();
        while (!cursor.atEnd()) {
            char c = cursor.peek();
            if (c == '\\' && cursor.position + 1 < text.length()) {
                char escaped = text.charAt(cursor.position + 1);
                if (!isBlank(escaped) && escaped != '-' && SPECIAL_IN_WORD.indexOf(escaped) < 0) {
                    value.append('\\');
                }
                value.append(escaped);
                cursor.position += 2;
                continue;
            }
            if (isBlank(c) || SPECIAL_IN_WORD.indexOf(c) >= 0) {
                break;
            }
            value.append(c);
            cursor.position++;
        }
        if (cursor.position == start) {
            throw cursor.unexpected("a value");
        }
        switch (text.substring(start, cursor.position)) {
            case "AND", "OR", "NOT", "IN" ->
                throw cursor.error(
                        "`" + value + "` is an operator without a clause; quote it to search for the word", start);
            default -> {
                return value.toString();
            }
        }
    }

    /// The name before a colon, with its escapes undone, and the cursor.position after the colon; null where there
    /// is none.
    @Nullable
    String fieldName() {
        if (cursor.position < noFieldNameBefore || cursor.peek() == '-') {
            return null;
        }
        StringBuilder name = new StringBuilder();
        int at = cursor.position;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '\\' && at + 1 < text.length()) {
                char escaped = text.charAt(at + 1);
                if (SPECIAL_IN_NAME.indexOf(escaped) < 0) {
                    name.append('\\');
                }
                name.append(escaped);
                at += 2;
                continue;
            }
            if (SPECIAL_IN_NAME.indexOf(c) >= 0) {
                break;
            }
            name.append(c);
            at++;
        }
        int end = at;
        while (at < text.length() && isBlank(text.charAt(at))) {
            at++;
        }
        if (name.isEmpty() || at >= text.length() || text.charAt(at) != ':') {
            noFieldNameBefore = end;
            return null;
        }
        cursor.position = at + 1;
        cursor.skipBlanks();
        return name.toString();
    }
}
