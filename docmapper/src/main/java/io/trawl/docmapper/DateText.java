package io.trawl.docmapper;

import java.util.List;

/// Walks a date's text, part by part; for the formats that are not worth a path of their own.
final class DateText {
    private static final List<String> MONTHS = List.of(
            "january",
            "february",
            "march",
            "april",
            "may",
            "june",
            "july",
            "august",
            "september",
            "october",
            "november",
            "december");
    private static final List<String> WEEKDAYS =
            List.of("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday");
    private static final int ABBREVIATION = 3;

    /// No zone was there.
    static final int NO_ZONE = Integer.MIN_VALUE;

    private final byte[] text;
    private final int limit;
    private int at;

    DateText(byte[] text, int offset, int length) {
        this.text = text;
        this.at = offset;
        this.limit = offset + length;
    }

    boolean atEnd() {
        return at == limit;
    }

    /// The next character in ASCII lower case; 0 at the end.
    char peek() {
        if (at >= limit) {
            return 0;
        }
        int b = text[at];
        return (char) (b >= 'A' && b <= 'Z' ? b + 32 : b & 0xFF);
    }

    /// Consumes the character if it is next, in any case.
    boolean take(char expected) {
        if (at < limit && peek() == Character.toLowerCase(expected)) {
            at++;
            return true;
        }
        return false;
    }

    /// Consumes these bytes if they are next, ASCII letters in any case.
    boolean takeAll(byte[] expected) {
        if (limit - at < expected.length) {
            return false;
        }
        for (int i = 0; i < expected.length; i++) {
            if (lower(text[at + i]) != lower(expected[i])) {
                return false;
            }
        }
        at += expected.length;
        return true;
    }

    private static int lower(byte b) {
        return b >= 'A' && b <= 'Z' ? b + 32 : b;
    }

    /// Consumes blanks; false if there are none.
    boolean blanks() {
        int start = at;
        while (at < limit && (text[at] == ' ' || text[at] == '\t')) {
            at++;
        }
        return at > start;
    }

    /// The number made of `min` to `max` digits, or negative.
    int number(int min, int max) {
        int value = 0;
        int start = at;
        while (at < limit && at - start < max && text[at] >= '0' && text[at] <= '9') {
            value = value * 10 + text[at++] - '0';
        }
        return at - start >= min ? value : -1;
    }

    /// How many digits follow.
    int digitsAhead() {
        int count = 0;
        while (at + count < limit && text[at + count] >= '0' && text[at + count] <= '9') {
            count++;
        }
        return count;
    }

    /// Nanoseconds of a fraction's digits, at least one, those after the ninth cut; or negative.
    int fraction() {
        int nanos = 0;
        int scale = 100_000_000;
        int start = at;
        while (at < limit && text[at] >= '0' && text[at] <= '9') {
            nanos += (text[at++] - '0') * scale;
            scale /= 10;
        }
        return at == start ? -1 : nanos;
    }

    /// 1 to 12 for a month's name, whole or its first three letters; or negative.
    int month() {
        return name(MONTHS);
    }

    /// 1 (Monday) to 7 for a day's name, whole or its first three letters; or negative.
    int weekday() {
        return name(WEEKDAYS);
    }

    private int name(List<String> names) {
        for (int i = 0; i < names.size(); i++) {
            String name = names.get(i);
            if (takeWord(name) || takeWord(name.substring(0, ABBREVIATION))) {
                return i + 1;
            }
        }
        return -1;
    }

    /// Consumes `word`, given in lower case, if it is next, in any case.
    boolean takeWord(String word) {
        int start = at;
        for (int i = 0; i < word.length(); i++) {
            if (!take(word.charAt(i))) {
                at = start;
                return false;
            }
        }
        return true;
    }

    /// Seconds east of Greenwich of `Z`, `+hh`, `+hhmm` or `+hh:mm`; [#NO_ZONE] if it is none of these.
    int zone() {
        if (take('z')) {
            return 0;
        }
        boolean east = take('+');
        if (!east && !take('-')) {
            return NO_ZONE;
        }
        int hours = number(2, 2);
        int minutes = take(':') || digitsAhead() >= 2 ? number(2, 2) : 0;
        if (hours < 0 || hours > 23 || minutes < 0 || minutes > 59) {
            return NO_ZONE;
        }
        int seconds = hours * 3600 + minutes * 60;
        return east ? seconds : -seconds;
    }
}
