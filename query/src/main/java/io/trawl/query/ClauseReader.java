package io.trawl.query;

import io.trawl.common.TrawlException;
import io.trawl.query.ClauseNode.Clause;
import io.trawl.query.ClauseNode.Occur;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Reads the grammar of the query language by recursive descent, without looking twice at any character but a few.
///
/// Recursion only follows parentheses and NOT, and is bounded by [QueryLimits#MAX_DEPTH]. The time is linear in the
/// text: the one look-ahead that may run far, a field name's search for its colon, remembers where it failed.
final class ClauseReader {
    private final QueryCursor cursor;
    private final LiteralReader literals;
    private int depth;

    private ClauseReader(String text) {
        this.cursor = new QueryCursor(text);
        this.literals = new LiteralReader(cursor);
    }

    /// @return empty for a blank text
    static Optional<ClauseNode> read(String text) {
        if (text.length() > QueryLimits.MAX_TEXT_LENGTH) {
            throw TrawlException.badRequest("failed to parse query: it has " + text.length() + " characters, at most "
                    + QueryLimits.MAX_TEXT_LENGTH + " are supported");
        }
        ClauseReader reader = new ClauseReader(text);
        reader.cursor.skipBlanks();
        if (reader.cursor.atEnd()) {
            return Optional.empty();
        }
        ClauseNode node = reader.expression(null);
        if (!reader.cursor.atEnd()) {
            throw reader.cursor.unexpected(
                    reader.cursor.peek() == ')' ? "no closing parenthesis: none is open" : "a blank");
        }
        return Optional.of(node);
    }

    // expression := [+|-] boosted [ blanks joined+ ]
    // joined := [AND |OR ] [+|-] boosted [ blanks ]
    // Only the second clause needs a blank before it: `a (b)(c)` is as good as `a (b) (c)`.

    private ClauseNode expression(@Nullable String groupField) {
        List<Operand> operands = new ArrayList<>();
        operands.add(operand(Joint.NONE, groupField));
        while (true) {
            boolean separated = cursor.skipBlanks();
            if (cursor.atEnd() || cursor.peek() == ')') {
                break;
            }
            if (!separated && operands.size() == 1) {
                throw cursor.unexpected("a blank");
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
        if (cursor.consume("AND ")) {
            cursor.skipBlanks();
            return Joint.AND;
        }
        if (cursor.consume("OR ")) {
            cursor.skipBlanks();
            return Joint.OR;
        }
        return Joint.NONE;
    }

    private Operand operand(Joint joint, @Nullable String groupField) {
        Optional<Occur> prefix = Optional.empty();
        if (cursor.consume("+")) {
            prefix = Optional.of(Occur.MUST);
        } else if (cursor.consume("-")) {
            prefix = Optional.of(Occur.MUST_NOT);
        }
        return new Operand(joint, prefix, boosted(groupField));
    }

    private ClauseNode boosted(@Nullable String groupField) {
        ClauseNode node = leaf(groupField);
        if (!cursor.consume("^")) {
            return node;
        }
        int start = cursor.position;
        cursor.skipDigits();
        if (cursor.position == start) {
            throw cursor.unexpected("a positive number after `^`");
        }
        cursor.skipFraction();
        float boost = Float.parseFloat(cursor.text.substring(start, cursor.position));
        if (Float.isInfinite(boost)) {
            throw cursor.error("the boost is too large", start);
        }
        return boost == 1f ? node : new ClauseNode.Boosted(node, boost);
    }

    private ClauseNode leaf(@Nullable String groupField) {
        if (cursor.atEnd()) {
            throw cursor.unexpected("a clause");
        }
        if (cursor.peek() == '(') {
            return group(groupField);
        }
        if (cursor.atFreeStar()) {
            cursor.position++;
            return groupField == null ? new ClauseNode.All() : new ClauseNode.Exists(groupField);
        }
        if (cursor.text.startsWith("NOT", cursor.position)
                && cursor.position + 3 < cursor.text.length()
                && QueryCursor.isBlank(cursor.text.charAt(cursor.position + 3))) {
            cursor.position += 3;
            cursor.skipBlanks();
            enter();
            ClauseNode node = ClauseNode.negated(leaf(groupField));
            depth--;
            return node;
        }
        String field = literals.fieldName();
        if (field == null) {
            return literals.literal(groupField);
        }
        if (!cursor.atEnd() && cursor.peek() == '(') {
            return group(field);
        }
        if (cursor.atFreeStar()) {
            cursor.position++;
            return new ClauseNode.Exists(field);
        }
        return literals.literal(field);
    }

    private ClauseNode group(@Nullable String groupField) {
        int open = cursor.position++;
        enter();
        cursor.skipBlanks();
        if (!cursor.atEnd() && cursor.peek() == ')') {
            throw cursor.error("the group is empty", open);
        }
        ClauseNode node = expression(groupField);
        if (!cursor.consume(")")) {
            throw cursor.error("the parenthesis is never closed", open);
        }
        depth--;
        return node;
    }

    private void enter() {
        if (++depth > QueryLimits.MAX_DEPTH) {
            throw cursor.error("groups and negations nest deeper than " + QueryLimits.MAX_DEPTH, cursor.position);
        }
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
