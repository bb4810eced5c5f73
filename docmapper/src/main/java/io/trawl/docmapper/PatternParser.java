package io.trawl.docmapper;

import io.trawl.docmapper.TokenPattern.Assertion;
import io.trawl.docmapper.TokenPattern.Node;
import java.util.ArrayList;
import java.util.List;

/// Reads regular expressions as Rust writes them: no look-around, no back references; flags `i m s x U`; `\d \w \s
/// \b` mean Unicode.
final class PatternParser {
    private static final int CHARACTERS_MAX = 10_000;
    private static final int DEPTH_MAX = 100;
    private static final int REPETITIONS_MAX = 1000;

    /// Quantifiers upon quantifiers (`a**`) say nothing new.
    private static final int STACKED_MAX = 4;

    private static final CharacterClass NEWLINE = CharacterClass.range('\n', '\n');

    private final String pattern;
    private int at;

    private boolean anyCase;
    private boolean multiLine;
    private boolean dotAll;
    private boolean swapGreed;
    private boolean extended;

    private PatternParser(String pattern) {
        this.pattern = pattern;
    }

    /// @throws IllegalArgumentException saying what is wrong
    static Node parse(String pattern) {
        if (pattern.length() > CHARACTERS_MAX) {
            throw new IllegalArgumentException("the pattern has more than " + CHARACTERS_MAX + " characters");
        }
        PatternParser parser = new PatternParser(pattern);
        Node node = parser.choice(0);
        if (parser.at < pattern.length()) {
            throw parser.wrong("unopened group");
        }
        return node;
    }

    private Node choice(int depth) {
        if (depth > DEPTH_MAX) {
            throw wrong("groups are nested deeper than " + DEPTH_MAX);
        }
        List<Node> options = new ArrayList<>();
        do {
            options.add(sequence(depth));
        } while (accept('|'));
        return options.size() == 1 ? options.getFirst() : new Node.Choice(options);
    }

    private Node sequence(int depth) {
        List<Node> parts = new ArrayList<>();
        skipBlanks();
        while (at < pattern.length() && peek() != '|' && peek() != ')') {
            Node atom = atom(depth);
            parts.add(quantified(atom));
            skipBlanks();
        }
        return new Node.Sequence(parts);
    }

    private Node quantified(Node atom) {
        Node node = atom;
        int stacked = 0;
        skipBlanks();
        while (at < pattern.length() && "*+?{".indexOf(peek()) >= 0) {
            if (++stacked > STACKED_MAX) {
                throw wrong("more than " + STACKED_MAX + " repetition operators in a row");
            }
            int least = 0;
            int most = -1;
            switch (take()) {
                case '*' -> {}
                case '+' -> least = 1;
                case '?' -> most = 1;
                default -> {
                    least = count();
                    most = accept(',') ? peek() == '}' ? -1 : count() : least;
                    expect('}');
                    if (most >= 0 && most < least) {
                        throw wrong("the repetition's end is before its start");
                    }
                }
            }
            boolean lazy = accept('?');
            node = new Node.Repeat(node, least, most, lazy == swapGreed);
            skipBlanks();
        }
        return node;
    }

    private int count() {
        int start = at;
        int value = 0;
        while (at < pattern.length() && peek() >= '0' && peek() <= '9') {
            value = Math.min(REPETITIONS_MAX + 1, 10 * value + take() - '0');
        }
        if (start == at) {
            throw wrong("a repetition needs a number");
        }
        if (value > REPETITIONS_MAX) {
            throw wrong("more than " + REPETITIONS_MAX + " repetitions");
        }
        return value;
    }

    private Node atom(int depth) {
        int c = take();
        return switch (c) {
            case '(' -> group(depth);
            case '[' -> one(new PatternClassParser(this).parse(0));
            case '.' -> new Node.One(dotAll ? CharacterClass.range(0, Character.MAX_CODE_POINT) : NEWLINE.negated());
            case '^' -> new Node.Check(multiLine ? Assertion.LINE_START : Assertion.TEXT_START);
            case '$' -> new Node.Check(multiLine ? Assertion.LINE_END : Assertion.TEXT_END);
            case '\\' -> escaped();
            case '*', '+', '?', '{' -> throw wrong("repetition operator missing expression");
            default -> one(CharacterClass.range(c, c));
        };
    }

    private Node one(CharacterClass members) {
        return new Node.One(anyCase ? members.anyCase() : members);
    }

    private Node escaped() {
        if (at == pattern.length()) {
            throw wrong("incomplete escape sequence");
        }
        switch (peek()) {
            case 'b' -> {
                at++;
                return new Node.Check(Assertion.WORD_BOUNDARY);
            }
            case 'B' -> {
                at++;
                return new Node.Check(Assertion.INSIDE_OR_OUTSIDE_WORD);
            }
            case 'A' -> {
                at++;
                return new Node.Check(Assertion.TEXT_START);
            }
            case 'z' -> {
                at++;
                return new Node.Check(Assertion.TEXT_END);
            }
            default -> {
                return one(new PatternClassParser(this).escape());
            }
        }
    }

    private Node group(int depth) {
        boolean outerCase = anyCase;
        boolean outerLine = multiLine;
        boolean outerDot = dotAll;
        boolean outerGreed = swapGreed;
        boolean outerExtended = extended;
        if (accept('?') && !groupName() && flags()) {
            return Node.Sequence.EMPTY;
        }
        Node body = choice(depth + 1);
        if (at == pattern.length()) {
            throw wrong("unclosed group");
        }
        expect(')');
        anyCase = outerCase;
        multiLine = outerLine;
        dotAll = outerDot;
        swapGreed = outerGreed;
        extended = outerExtended;
        return body;
    }

    /// Passes `P<name>` or `<name>`.
    private boolean groupName() {
        if (!pattern.startsWith("P<", at) && !pattern.startsWith("<", at)) {
            return false;
        }
        at = pattern.indexOf('<', at) + 1;
        int start = at;
        while (at < pattern.length() && (Character.isLetterOrDigit(peek()) || "_.[]".indexOf(peek()) >= 0)) {
            take();
        }
        if (at == start || at == pattern.length()) {
            throw wrong("look-around is not supported, and a group needs a name");
        }
        expect('>');
        return true;
    }

    /// Reads flags; true if they are for the rest of the group around, false if a group of their own follows.
    private boolean flags() {
        boolean on = true;
        while (at < pattern.length()) {
            switch (take()) {
                case 'i' -> anyCase = on;
                case 'm' -> multiLine = on;
                case 's' -> dotAll = on;
                case 'U' -> swapGreed = on;
                case 'x' -> extended = on;
                case 'u' -> {
                    if (!on) {
                        throw wrong("patterns without Unicode are not supported");
                    }
                }
                case '-' -> on = false;
                case ':' -> {
                    return false;
                }
                case ')' -> {
                    return true;
                }
                default -> throw wrong("look-around is not supported, and the flags are `i`, `m`, `s`, `U`, `x`");
            }
        }
        throw wrong("unclosed group");
    }

    private void skipBlanks() {
        while (extended && at < pattern.length() && (Character.isWhitespace(peek()) || peek() == '#')) {
            if (take() == '#') {
                while (at < pattern.length() && peek() != '\n') {
                    take();
                }
            }
        }
    }

    boolean atEnd() {
        return at == pattern.length();
    }

    boolean startsWith(String text) {
        return pattern.startsWith(text, at);
    }

    int peek() {
        return at < pattern.length() ? pattern.codePointAt(at) : -1;
    }

    int take() {
        if (at == pattern.length()) {
            throw wrong("the pattern ends too early");
        }
        int c = pattern.codePointAt(at);
        at += Character.charCount(c);
        return c;
    }

    boolean accept(char wanted) {
        if (peek() != wanted) {
            return false;
        }
        at++;
        return true;
    }

    void expect(char wanted) {
        if (!accept(wanted)) {
            throw wrong("expected `" + wanted + "`");
        }
    }

    IllegalArgumentException wrong(String detail) {
        return new IllegalArgumentException("regex parse error at character " + (at + 1) + ": " + detail);
    }
}
