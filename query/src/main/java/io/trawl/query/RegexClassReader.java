package io.trawl.query;

import java.util.HashMap;
import java.util.Map;

/// Reads what stands for one of several characters in a regular expression: classes in brackets, with classes inside
/// and `&&`, `--`, `~~` between, and escapes.
final class RegexClassReader {
    /// For each one all characters are looked at, which takes about 10 ms.
    private static final int MAX_PROPERTIES = 8;

    private final RegexCursor cursor;
    private final Map<String, RegexCharacters> properties = new HashMap<>();
    private int depth;

    RegexClassReader(RegexCursor cursor) {
        this.cursor = cursor;
    }

    /// A class whose opening bracket is read.
    RegexCharacters characterClass(boolean foldCase) {
        if (++depth > QueryLimits.MAX_DEPTH) {
            throw cursor.invalid("classes nest deeper than " + QueryLimits.MAX_DEPTH);
        }
        boolean negated = cursor.consume("^");
        RegexCharacters members = leadingMembers();
        members.addAll(union(foldCase));
        while (!cursor.consume("]")) {
            if (cursor.consume("&&")) {
                members = members.and(union(foldCase));
            } else if (cursor.consume("--")) {
                members = members.and(union(foldCase).negated());
            } else if (cursor.consume("~~")) {
                RegexCharacters others = union(foldCase);
                RegexCharacters inBoth = members.and(others);
                members.addAll(others);
                members = members.and(inBoth.negated());
            } else {
                throw cursor.invalid("a class is never closed");
            }
        }
        depth--;
        return negated ? members.negated() : members;
    }

    /// Dashes at the start stand for themselves, and so does a bracket there.
    private RegexCharacters leadingMembers() {
        RegexCharacters members = new RegexCharacters();
        while (cursor.consume("-")) {
            members.addRange('-', '-', false);
        }
        if (members.isEmpty() && cursor.consume("]")) {
            members.addRange(']', ']', false);
        }
        return members;
    }

    /// Members side by side, up to the class's end or the next operator.
    private RegexCharacters union(boolean foldCase) {
        RegexCharacters members = new RegexCharacters();
        while (!cursor.atEnd() && !cursor.at(']') && !atOperator()) {
            if (cursor.consume("[")) {
                members.addAll(cursor.consume(":") ? namedClass() : characterClass(foldCase));
                continue;
            }
            RegexCharacters low = member();
            boolean isRange = cursor.at('-')
                    && !cursor.pattern.startsWith("-]", cursor.position)
                    && !cursor.pattern.startsWith("--", cursor.position);
            if (!isRange) {
                members.addAll(foldCase ? low.folded() : low);
                continue;
            }
            cursor.position++;
            int last = single(member());
            if (last < single(low)) {
                throw cursor.invalid("a range's ends are the wrong way round");
            }
            members.addRange(single(low), last, foldCase);
        }
        return members;
    }

    private boolean atOperator() {
        return cursor.pattern.startsWith("&&", cursor.position)
                || cursor.pattern.startsWith("--", cursor.position)
                || cursor.pattern.startsWith("~~", cursor.position);
    }

    private RegexCharacters namedClass() {
        boolean negated = cursor.consume("^");
        int end = cursor.pattern.indexOf(":]", cursor.position);
        if (end < 0) {
            throw cursor.invalid("a class name is never closed");
        }
        String name = cursor.pattern.substring(cursor.position, end);
        RegexCharacters members =
                RegexCharacters.named(name).orElseThrow(() -> cursor.invalid("unknown class `" + name + "`"));
        cursor.position = end + 2;
        return negated ? members.negated() : members;
    }

    private RegexCharacters member() {
        if (cursor.consume("\\")) {
            return escape();
        }
        if (cursor.atEnd()) {
            throw cursor.invalid("a class is never closed");
        }
        return RegexCharacters.of(cursor.nextCodePoint());
    }

    private int single(RegexCharacters characters) {
        return characters.single().orElseThrow(() -> cursor.invalid("a class cannot end a range"));
    }

    /// What an escape stands for whose backslash is read.
    RegexCharacters escape() {
        if (cursor.atEnd()) {
            throw cursor.invalid("a backslash at the end");
        }
        int codePoint = cursor.nextCodePoint();
        return switch (codePoint) {
            case 'd' -> RegexCharacters.digits();
            case 'D' -> RegexCharacters.digits().negated();
            case 'w' -> RegexCharacters.wordCharacters();
            case 'W' -> RegexCharacters.wordCharacters().negated();
            case 's' -> RegexCharacters.blanks();
            case 'S' -> RegexCharacters.blanks().negated();
            case 'p' -> property();
            case 'P' -> property().negated();
            case 'a' -> RegexCharacters.of('\u0007');
            case 'n' -> RegexCharacters.of('\n');
            case 't' -> RegexCharacters.of('\t');
            case 'r' -> RegexCharacters.of('\r');
            case 'f' -> RegexCharacters.of('\f');
            case 'v' -> RegexCharacters.of('\u000B');
            case 'x', 'u', 'U' -> RegexCharacters.of(hexadecimal(codePoint == 'x' ? 2 : codePoint == 'u' ? 4 : 8));
            default -> {
                if (Character.isLetterOrDigit(codePoint)) {
                    throw cursor.invalid("unknown escape `\\" + Character.toString(codePoint) + "`");
                }
                yield RegexCharacters.of(codePoint);
            }
        };
    }

    /// A category or script of Unicode, as in `\pL` and `\p{Greek}`.
    private RegexCharacters property() {
        boolean braces = cursor.consume("{");
        int end = braces ? cursor.pattern.indexOf('}', cursor.position) : cursor.position + 1;
        if (end < 0 || end > cursor.pattern.length()) {
            throw cursor.invalid("a property is never closed");
        }
        String name = cursor.pattern.substring(cursor.position, end);
        RegexCharacters members = properties.get(name);
        if (members == null) {
            if (properties.size() == MAX_PROPERTIES) {
                throw cursor.invalid("more than " + MAX_PROPERTIES + " different properties");
            }
            members = UnicodeProperties.find(name)
                    .orElseThrow(() -> cursor.invalid(
                            name.length() > 40 ? "unknown property" : "unknown property `" + name + "`"));
            properties.put(name, members);
        }
        cursor.position = braces ? end + 1 : end;
        return members;
    }

    private int hexadecimal(int digits) {
        boolean braces = cursor.consume("{");
        int end = braces
                ? cursor.pattern.indexOf('}', cursor.position)
                : Math.min(cursor.pattern.length(), cursor.position + digits);
        try {
            int codePoint = Integer.parseInt(cursor.pattern.substring(cursor.position, end), 16);
            if (Character.isValidCodePoint(codePoint)) {
                cursor.position = braces ? end + 1 : end;
                return codePoint;
            }
        } catch (NumberFormatException | StringIndexOutOfBoundsException e) {
            // Refused below.
        }
        throw cursor.invalid("no such character");
    }
}
