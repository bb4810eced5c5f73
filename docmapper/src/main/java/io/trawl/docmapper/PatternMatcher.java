package io.trawl.docmapper;

import java.util.Arrays;

/// Finds the matches of a [TokenPattern] in UTF-8: the leftmost, and of these the one that a backtracking engine
/// would find first. All ways through the pattern go on side by side, in the order of preference, so a character
/// costs at most one step an instruction (R. Pike's matcher, as in R. Cox, "Regular Expression Matching: the Virtual
/// Machine Approach", 2009). Empty matches are none.
final class PatternMatcher {
    /// Steps for one text: some 10 a character of a text of 1 MB, 50 ms of a core.
    static final long STEPS_MAX = 10_000_000;

    private final TokenPattern program;

    /// Whether a match can begin with this ASCII character.
    private final boolean[] starts = new boolean[128];

    private Ways current;
    private Ways following;
    private final int[] stack;
    private byte[] text = new byte[0];
    private int begin;
    private int end;
    private long steps;

    /// The last match.
    int matchStart;

    int matchEnd;

    PatternMatcher(TokenPattern program) {
        this.program = program;
        this.current = new Ways(program.size);
        this.following = new Ways(program.size);
        this.stack = new int[2 * program.size + 2];
        findStarts();
    }

    void reset(byte[] newText, int offset, int length) {
        text = newText;
        begin = offset;
        end = offset + length;
        steps = 0;
    }

    /// Whether searching was given up.
    boolean isExhausted() {
        return steps > STEPS_MAX;
    }

    /// Finds the first match that starts at `from` or later.
    boolean find(int from) {
        current.clear();
        boolean found = false;
        int at = from;
        while (steps <= STEPS_MAX) {
            if (!found) {
                if (current.count == 0) {
                    at = nextStart(at);
                    current.clear();
                }
                add(current, 0, at, at);
            }
            if (current.count == 0 && (found || at >= end)) {
                return found;
            }
            found |= step(at);
            Ways done = current;
            current = following;
            following = done;
            if (at >= end) {
                return found;
            }
            at += Utf8.length(text[at]);
        }
        return false;
    }

    private int nextStart(int from) {
        int at = from;
        while (at < end && text[at] >= 0 && !starts[text[at]]) {
            at++;
        }
        return at;
    }

    /// Takes all ways past the character at `at`; true if a match ends before it.
    private boolean step(int at) {
        following.clear();
        int character = at < end ? Utf8.codePoint(text, at) : -1;
        int next = at < end ? at + Utf8.length(text[at]) : end;
        for (int i = 0; i < current.count; i++) {
            int instruction = current.instructions[i];
            steps++;
            if (program.codes[instruction] == TokenPattern.MATCH) {
                matchStart = current.origins[i];
                matchEnd = at;
                return true;
            }
            if (character < 0) {
                continue;
            }
            CharacterClass members = program.classes[instruction];
            steps += character < 0x80 ? 0 : members.weight;
            if (members.contains(character)) {
                add(following, instruction + 1, current.origins[i], next);
            }
        }
        return false;
    }

    /// Adds the characters that may come at `at` by way of `instruction`, the preferred ones first.
    private void add(Ways ways, int instruction, int origin, int at) {
        int depth = 0;
        stack[depth++] = instruction;
        while (depth > 0) {
            int next = stack[--depth];
            if (!ways.visit(next)) {
                continue;
            }
            steps++;
            switch (program.codes[next]) {
                case TokenPattern.JUMP -> stack[depth++] = program.targets[next];
                case TokenPattern.SPLIT -> {
                    stack[depth++] = program.others[next];
                    stack[depth++] = program.targets[next];
                }
                case TokenPattern.CHECK -> {
                    if (holds(program.assertions[next], at)) {
                        stack[depth++] = next + 1;
                    }
                }
                case TokenPattern.MATCH -> {
                    if (at > origin) {
                        ways.add(next, origin);
                    }
                }
                default -> ways.add(next, origin);
            }
        }
    }

    private boolean holds(TokenPattern.Assertion assertion, int at) {
        return switch (assertion) {
            case TEXT_START -> at == begin;
            case TEXT_END -> at == end;
            case LINE_START -> at == begin || text[at - 1] == '\n';
            case LINE_END -> at == end || text[at] == '\n';
            case WORD_BOUNDARY -> isWordBefore(at) != isWordAt(at);
            case INSIDE_OR_OUTSIDE_WORD -> isWordBefore(at) == isWordAt(at);
        };
    }

    private boolean isWordAt(int at) {
        return at < end && CharacterClass.WORD.contains(Utf8.codePoint(text, at));
    }

    private boolean isWordBefore(int at) {
        if (at == begin) {
            return false;
        }
        int before = at - 1;
        while (before > begin && (text[before] & 0xC0) == 0x80) {
            before--;
        }
        return isWordAt(before);
    }

    private void findStarts() {
        boolean[] seen = new boolean[program.size];
        int depth = 0;
        stack[depth++] = 0;
        while (depth > 0) {
            int next = stack[--depth];
            if (seen[next]) {
                continue;
            }
            seen[next] = true;
            switch (program.codes[next]) {
                case TokenPattern.JUMP -> stack[depth++] = program.targets[next];
                case TokenPattern.SPLIT -> {
                    stack[depth++] = program.others[next];
                    stack[depth++] = program.targets[next];
                }
                case TokenPattern.CHECK -> stack[depth++] = next + 1;
                case TokenPattern.MATCH -> {}
                default -> {
                    for (int c = 0; c < starts.length; c++) {
                        starts[c] |= program.classes[next].contains(c);
                    }
                }
            }
        }
    }

    /// Instructions to be tried at one place, each once, in the order of preference.
    private static final class Ways {
        private final int[] instructions;

        /// Where the match started that came by this way.
        private final int[] origins;

        private final int[] visits;
        private int visit = 1;
        private int count;

        private Ways(int size) {
            instructions = new int[size];
            origins = new int[size];
            visits = new int[size];
        }

        private void clear() {
            count = 0;
            if (++visit == 0) {
                Arrays.fill(visits, 0);
                visit = 1;
            }
        }

        private boolean visit(int instruction) {
            if (visits[instruction] == visit) {
                return false;
            }
            visits[instruction] = visit;
            return true;
        }

        private void add(int instruction, int origin) {
            instructions[count] = instruction;
            origins[count++] = origin;
        }
    }
}
