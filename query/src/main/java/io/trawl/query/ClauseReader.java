package io.trawl.query;

import io.trawl.common.TrawlException;
import io.trawl.query.ClauseNode.Clause;
import io.trawl.query.ClauseNode.Occur;
import io.trawl.query.ClauseNode.Quotes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Reads the grammar of the query language by recursive descent, without looking twice at any character but a few.
///
/// Recursion only follows parentheses and NOT, and is bounded by [QueryLimits#MAX_DEPTH]. The time is linear in the
/// text:
/// the one look-ahead that may run far, a field name's search for its colon, remembers where it failed.
final class ClauseReader {
    /// What a field name must escape.
    private static final String SPECIAL_IN_NAME = "+^`:{}\"'[]()!\\* ";
    /// What ends a word.
    private static final String SPECIAL_IN_WORD = "^`:{}\"'[]()\\";
    /// What ends a bound of a range; colons may stand in dates and addresses.
    private static final String SPECIAL_IN_BOUND = "`{}\"[]()";

    /// How much of a query a message repeats.
    private static final int QUOTED_QUERY_LENGTH = 500;

    private final String text;
    private int position;
    private int depth;
    /// No field name starts before this place: the search for its colon ended here without one.
    private int noFieldNameBefore;

    private ClauseReader(String text) {
        this.text = text;
    }

    /// @return empty for a blank text
    static Optional<ClauseNode> read(String text) {
        if (text.length() > QueryLimits.MAX_TEXT_LENGTH) {
            throw TrawlException.badRequest("failed to parse query: it has " + text.length() + " characters, at most "
                    + QueryLimits.MAX_TEXT_LENGTH + " are supported");
        }
        ClauseReader reader = new ClauseReader(text);
        reader.skipBlanks();
        if (reader.atEnd()) {
            return Optional.empty();
        }
        ClauseNode node = reader.expression(null);
        if (!reader.atEnd()) {
            throw reader.unexpected(reader.peek() == ')' ? "no closing parenthesis: none is open" : "a blank");
        }
        return Optional.of(node);
    }

    // expression := [+|-] boosted ( blanks [AND |OR ] [+|-] boosted )*

    private ClauseNode expression(@Nullable String groupField) {
        List<Operand> operands = new ArrayList<>();
        operands.add(operand(Joint.NONE, groupField));
        while (true) {
            boolean separated = skipBlanks();
            if (atEnd() || peek() == ')') {
                break;
            }
            if (!separated) {
                throw unexpected("a blank");
            }
            operands.add(operand(joint(), groupField));
        }
        if (operands.size() == 1) {
            Operand only = operands.getFirst();
            return only.isNegative() ? ClauseNode.negated(only.node) : only.node;
        }
        return JointResolver.resolve(operands);
    }

    private Joint joint() {
        if (consume("AND ")) {
            skipBlanks();
            return Joint.AND;
        }
        if (consume("OR ")) {
            skipBlanks();
            return Joint.OR;
        }
        return Joint.NONE;
    }

    private Operand operand(Joint joint, @Nullable String groupField) {
        Optional<Occur> prefix = Optional.empty();
        if (consume("+")) {
            prefix = Optional.of(Occur.MUST);
        } else if (consume("-")) {
            prefix = Optional.of(Occur.MUST_NOT);
        }
        return new Operand(joint, prefix, boosted(groupField));
    }

    private ClauseNode boosted(@Nullable String groupField) {
        ClauseNode node = leaf(groupField);
        if (!consume("^")) {
            return node;
        }
        int start = position;
        skipDigits();
        if (position > start && !atEnd() && peek() == '.') {
            int dot = position++;
            skipDigits();
            position = position == dot + 1 ? dot : position;
        }
        if (position == start) {
            throw unexpected("a positive number after `^`");
        }
        float boost = Float.parseFloat(text.substring(start, position));
        if (Float.isInfinite(boost)) {
            throw error("the boost is too large", start);
        }
        return boost == 1f ? node : new ClauseNode.Boosted(node, boost);
    }

    private ClauseNode leaf(@Nullable String groupField) {
        if (atEnd()) {
            throw unexpected("a clause");
        }
        if (peek() == '(') {
            return group(groupField);
        }
        if (atFreeStar()) {
            position++;
            return groupField == null ? new ClauseNode.All() : new ClauseNode.Exists(groupField);
        }
        if (text.startsWith("NOT", position) && position + 3 < text.length() && isBlank(text.charAt(position + 3))) {
            position += 3;
            skipBlanks();
            enter();
            ClauseNode node = ClauseNode.negated(leaf(groupField));
            depth--;
            return node;
        }
        String field = fieldName();
        if (field == null) {
            return literal(groupField);
        }
        if (!atEnd() && peek() == '(') {
            return group(field);
        }
        if (atFreeStar()) {
            position++;
            return new ClauseNode.Exists(field);
        }
        return literal(field);
    }

    private ClauseNode group(@Nullable String groupField) {
        int open = position++;
        enter();
        skipBlanks();
        if (!atEnd() && peek() == ')') {
            throw error("the group is empty", open);
        }
        ClauseNode node = expression(groupField);
        if (!consume(")")) {
            throw error("the parenthesis is never closed", open);
        }
        depth--;
        return node;
    }

    private void enter() {
        if (++depth > QueryLimits.MAX_DEPTH) {
            throw error("groups and negations nest deeper than " + QueryLimits.MAX_DEPTH, position);
        }
    }

    // literal := range | set | regex | term

    private ClauseNode literal(@Nullable String field) {
        if (atEnd()) {
            throw unexpected("a value");
        }
        char first = peek();
        if (first == '[' || first == '{') {
            return bracketRange(field);
        }
        if (first == '<' || first == '>') {
            ClauseNode range = comparison(field);
            if (range != null) {
                return range;
            }
        }
        if (text.startsWith("IN", position)) {
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
        boolean lowerIncluded = text.charAt(position++) == '[';
        skipBlanks();
        String lower = bound();
        if (!skipBlanks() || !consume("TO") || !skipBlanks()) {
            throw unexpected("` TO ` between the bounds of a range");
        }
        String upper = bound();
        skipBlanks();
        if (atEnd() || (peek() != ']' && peek() != '}')) {
            throw unexpected("`]` or `}` after a range");
        }
        boolean upperIncluded = text.charAt(position++) == ']';
        return new ClauseNode.Range(field, toBound(lower, lowerIncluded), toBound(upper, upperIncluded));
    }

    /// `>=5` and its like; null where no bound follows, since then the sign is a word.
    private @Nullable ClauseNode comparison(@Nullable String field) {
        int start = position;
        boolean less = text.charAt(position++) == '<';
        boolean included = consume("=");
        skipBlanks();
        int boundStart = position;
        skipBound();
        if (position == boundStart) {
            position = start;
            return null;
        }
        Bound bound = toBound(text.substring(boundStart, position), included);
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
        int start = position;
        skipBound();
        if (position == start) {
            throw unexpected("a bound: a value without quotes, or `*`");
        }
        return text.substring(start, position);
    }

    private void skipBound() {
        while (!atEnd() && !isBlank(peek()) && SPECIAL_IN_BOUND.indexOf(peek()) < 0) {
            position++;
        }
    }

    /// `IN [a b]`; null where `IN` is the start of a word.
    private @Nullable ClauseNode set(@Nullable String field) {
        int start = position;
        position += 2;
        if (!skipBlanks() || !consume("[")) {
            position = start;
            return null;
        }
        TreeSet<String> values = new TreeSet<>();
        boolean separated = true;
        skipBlanks();
        while (!consume("]")) {
            if (atEnd()) {
                throw error("the set is never closed", start);
            }
            if (!separated) {
                throw unexpected("a blank between the values of a set");
            }
            values.add(simple().text());
            separated = skipBlanks();
        }
        return new ClauseNode.Set(field, values);
    }

    /// `/pattern/`; null where no slash closes it, since then it is a word such as a path.
    private @Nullable ClauseNode regex(@Nullable String field) {
        StringBuilder pattern = new StringBuilder();
        int at = position + 1;
        while (at < text.length() && text.charAt(at) != '/') {
            if (text.charAt(at) == '\\' && at + 1 < text.length()) {
                if (text.charAt(at + 1) != '/') {
                    pattern.append('\\');
                }
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
        position = after;
        return new ClauseNode.Regex(field, pattern.toString());
    }

    private ClauseNode term(@Nullable String field) {
        Simple simple = simple();
        int slop = 0;
        boolean prefix = false;
        if (simple.quotes() != Quotes.NONE) {
            if (consume("*")) {
                prefix = true;
            } else if (consume("~")) {
                slop = slop();
            }
        }
        return new ClauseNode.Value(field, simple.quotes(), simple.text(), slop, prefix);
    }

    private int slop() {
        int start = position;
        skipDigits();
        if (position == start) {
            throw unexpected("a number after `~`");
        }
        try {
            return Integer.parseInt(text.substring(start, position));
        } catch (NumberFormatException e) {
            throw error("the slop is too large", start);
        }
    }

    // simple := -digits[.digits] | 'single quoted' | "double quoted" | word

    private record Simple(Quotes quotes, String text) {}

    private Simple simple() {
        char first = atEnd() ? ' ' : peek();
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
        int open = position++;
        StringBuilder value = new StringBuilder();
        while (!atEnd() && peek() != quote) {
            if (peek() == '\\' && position + 1 < text.length()) {
                position++;
            }
            value.append(text.charAt(position++));
        }
        if (atEnd()) {
            throw error("the quote is never closed", open);
        }
        position++;
        return value.toString();
    }

    private String negativeNumber() {
        int start = position++;
        skipDigits();
        if (position == start + 1) {
            throw error("a word must not start with `-`; escape it as `\\-`", start);
        }
        if (!atEnd() && peek() == '.') {
            int dot = position++;
            skipDigits();
            position = position == dot + 1 ? dot : position;
        }
        return text.substring(start, position);
    }

    private String word() {
        int start = position;
        StringBuilder value = new StringBuilder();
        while (!atEnd()) {
            char c = peek();
            if (c == '\\' && position + 1 < text.length()) {
                char escaped = text.charAt(position + 1);
                if (!isBlank(escaped) && escaped != '-' && SPECIAL_IN_WORD.indexOf(escaped) < 0) {
                    value.append('\\');
                }
                value.append(escaped);
                position += 2;
                continue;
            }
            if (isBlank(c) || SPECIAL_IN_WORD.indexOf(c) >= 0) {
                break;
            }
            value.append(c);
            position++;
        }
        if (position == start) {
            throw unexpected("a value");
        }
        switch (text.substring(start, position)) {
            case "AND", "OR", "NOT", "IN" ->
                throw error("`" + value + "` is an operator without a clause; quote it to search for the word", start);
            default -> {
                return value.toString();
            }
        }
    }

    /// The name before a colon, with its escapes undone, and the position after the colon; null where there is none.
    private @Nullable String fieldName() {
        if (position < noFieldNameBefore || peek() == '-') {
            return null;
        }
        StringBuilder name = new StringBuilder();
        int at = position;
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
        position = at + 1;
        skipBlanks();
        return name.toString();
    }

    /// A star that is not the start of a wildcard word.
    private boolean atFreeStar() {
        if (atEnd() || peek() != '*') {
            return false;
        }
        int next = position + 1;
        return next >= text.length() || isBlank(text.charAt(next)) || SPECIAL_IN_WORD.indexOf(text.charAt(next)) >= 0;
    }

    private boolean atEnd() {
        return position >= text.length();
    }

    private char peek() {
        return text.charAt(position);
    }

    private boolean consume(String expected) {
        if (text.startsWith(expected, position)) {
            position += expected.length();
            return true;
        }
        return false;
    }

    private boolean skipBlanks() {
        int start = position;
        while (!atEnd() && isBlank(peek())) {
            position++;
        }
        return position > start;
    }

    private void skipDigits() {
        while (!atEnd() && peek() >= '0' && peek() <= '9') {
            position++;
        }
    }

    private static boolean isBlank(char c) {
        return Character.isWhitespace(c) || Character.isSpaceChar(c);
    }

    private TrawlException unexpected(String expected) {
        String found = atEnd() ? "the end" : "`" + Character.toString(text.codePointAt(position)) + "`";
        return error("expected " + expected + ", found " + found, position);
    }

    private TrawlException error(String problem, int at) {
        String quoted = text.length() <= QUOTED_QUERY_LENGTH ? text : text.substring(0, QUOTED_QUERY_LENGTH) + "…";
        return TrawlException.badRequest("failed to parse query: `" + quoted + "`: " + problem + " (at character "
                + (text.codePointCount(0, Math.min(at, text.length())) + 1) + ")");
    }

    enum Joint {
        NONE,
        AND,
        OR
    }

    /// One operand of an expression, with the joint that stands before it.
    record Operand(Joint joint, Optional<Occur> prefix, ClauseNode node) {
        boolean isNegative() {
            return prefix.equals(Optional.of(Occur.MUST_NOT));
        }

        Clause withDefault(Optional<Occur> fallback) {
            if (isNegative() && fallback.equals(Optional.of(Occur.SHOULD))) {
                return Clause.of(Occur.SHOULD, ClauseNode.negated(node));
            }
            return new Clause(prefix.or(() -> fallback), node);
        }
    }
}
