package io.trawl.docmapper;

import java.util.Arrays;
import java.util.List;

/// A regular expression as a program for [PatternMatcher]. Immutable.
///
/// Own code because time must be bounded whatever the pattern: the library's engine backtracks, and neither its
/// steps nor its stack can be limited from outside.
final class TokenPattern {
    /// A search takes at most as many steps a character.
    static final int INSTRUCTIONS_MAX = 5000;

    enum Assertion {
        TEXT_START,
        TEXT_END,
        LINE_START,
        LINE_END,
        WORD_BOUNDARY,
        INSIDE_OR_OUTSIDE_WORD
    }

    /// What a pattern is made of.
    sealed interface Node {
        record One(CharacterClass members) implements Node {}

        record Check(Assertion assertion) implements Node {}

        record Sequence(List<Node> parts) implements Node {
            static final Sequence EMPTY = new Sequence(List.of());
        }

        record Choice(List<Node> options) implements Node {}

        /// @param most -1 for any number
        record Repeat(Node body, int least, int most, boolean greedy) implements Node {}
    }

    static final byte MATCH = 0;
    static final byte ONE = 1;
    static final byte CHECK = 2;
    static final byte JUMP = 3;
    static final byte SPLIT = 4;

    byte[] codes = new byte[16];

    /// Where to go on: after a jump, or the preferred way of a split.
    int[] targets = new int[16];

    /// The other way of a split.
    int[] others = new int[16];

    CharacterClass[] classes = new CharacterClass[16];
    Assertion[] assertions = new Assertion[16];
    int size;

    private TokenPattern() {}

    /// @throws IllegalArgumentException if `pattern` is malformed, or larger than [#INSTRUCTIONS_MAX]
    static TokenPattern of(String pattern) {
        TokenPattern program = new TokenPattern();
        program.write(PatternParser.parse(pattern));
        program.add(MATCH);
        return program;
    }

    private void write(Node node) {
        switch (node) {
            case Node.One(CharacterClass members) -> {
                int at = add(ONE);
                classes[at] = members;
            }
            case Node.Check(Assertion assertion) -> {
                int at = add(CHECK);
                assertions[at] = assertion;
            }
            case Node.Sequence(List<Node> parts) -> parts.forEach(this::write);
            case Node.Choice(List<Node> options) -> writeChoice(options);
            case Node.Repeat repeat -> writeRepeat(repeat);
        }
    }

    private void writeChoice(List<Node> options) {
        int[] jumps = new int[options.size() - 1];
        for (int i = 0; i < jumps.length; i++) {
            int split = add(SPLIT);
            targets[split] = size;
            write(options.get(i));
            jumps[i] = add(JUMP);
            others[split] = size;
        }
        write(options.getLast());
        for (int jump : jumps) {
            targets[jump] = size;
        }
    }

    private void writeRepeat(Node.Repeat repeat) {
        for (int i = 0; i < repeat.least(); i++) {
            int before = size;
            write(repeat.body());
            if (size == before) {
                return;
            }
        }
        if (repeat.most() < 0) {
            int split = add(SPLIT);
            int body = size;
            write(repeat.body());
            int jump = add(JUMP);
            targets[jump] = split;
            setWays(split, body, size, repeat.greedy());
            return;
        }
        int count = repeat.most() - repeat.least();
        int[] splits = new int[count];
        for (int i = 0; i < count; i++) {
            splits[i] = add(SPLIT);
            write(repeat.body());
        }
        for (int split : splits) {
            setWays(split, split + 1, size, repeat.greedy());
        }
    }

    private void setWays(int split, int body, int exit, boolean greedy) {
        targets[split] = greedy ? body : exit;
        others[split] = greedy ? exit : body;
    }

    private int add(byte code) {
        if (size == INSTRUCTIONS_MAX) {
            throw new IllegalArgumentException("the pattern is too large: repetitions counted out, it has more than "
                    + INSTRUCTIONS_MAX + " parts");
        }
        if (size == codes.length) {
            codes = Arrays.copyOf(codes, 2 * size);
            targets = Arrays.copyOf(targets, 2 * size);
            others = Arrays.copyOf(others, 2 * size);
            classes = Arrays.copyOf(classes, 2 * size);
            assertions = Arrays.copyOf(assertions, 2 * size);
        }
        codes[size] = code;
        return size++;
    }
}
