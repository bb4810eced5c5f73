package io.trawl.server.cli;

import java.io.PrintStream;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;

/// Prints for people on a terminal and for programs in a pipe.
final class Output {
    private final PrintStream out;
    private final boolean colour;

    private Output(PrintStream out, boolean colour) {
        this.out = out;
        this.colour = colour;
    }

    /// @param noColour the user asked for plain text; off a terminal it is plain anyway
    static Output standard(boolean noColour) {
        String ask = System.getenv("NO_COLOR");
        return new Output(System.out, !noColour && (ask == null || ask.isEmpty()) && isTerminal());
    }

    static boolean isTerminal() {
        // The launcher knows; a JVM can only guess, and its guess costs 50 ms of class loading.
        return Boolean.getBoolean("trawl.terminal");
    }

    void line(String text) {
        out.println(text);
    }

    void json(JsonNode node) {
        out.println(
                ApiClient.JSON.writer().with(SerializationFeature.INDENT_OUTPUT).writeValueAsString(node));
    }

    void compactJson(JsonNode node) {
        out.println(ApiClient.JSON.writeValueAsString(node));
    }

    String bold(String text) {
        return colour ? "\u001b[1m" + text + "\u001b[0m" : text;
    }

    /// A table with a head; cells of numbers stand to the right.
    void table(List<String> head, List<List<String>> rows) {
        int[] widths = head.stream().mapToInt(String::length).toArray();
        boolean[] right = new boolean[head.size()];
        Arrays.fill(right, !rows.isEmpty());
        for (List<String> row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
                right[i] &= isNumber(row.get(i));
            }
        }
        out.println(bold(join(head, widths, right)));
        for (List<String> row : rows) {
            out.println(join(row, widths, right));
        }
    }

    /// Names and values under each other.
    void properties(List<List<String>> rows) {
        int width = rows.stream().mapToInt(row -> row.getFirst().length()).max().orElse(0);
        for (List<String> row : rows) {
            out.println(bold(pad(row.getFirst(), width, false)) + "  " + row.getLast());
        }
    }

    private static String join(List<String> cells, int[] widths, boolean[] right) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            line.append(i == 0 ? "" : "  ").append(pad(cells.get(i), widths[i], right[i]));
        }
        return line.toString().stripTrailing();
    }

    private static String pad(String text, int width, boolean right) {
        String blanks = " ".repeat(Math.max(0, width - text.length()));
        return right ? blanks + text : text + blanks;
    }

    private static boolean isNumber(String text) {
        return !text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9' || c == ',' || c == '.');
    }

    static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    static String count(@Nullable JsonNode number) {
        return number == null || !number.isNumber() ? "-" : count(number.longValue());
    }

    static String bytes(long bytes) {
        return io.trawl.common.DataSize.ofBytes(bytes).toHuman();
    }

    static String instant(@Nullable JsonNode seconds) {
        return seconds == null || !seconds.isNumber()
                ? "-"
                : java.time.Instant.ofEpochSecond(seconds.longValue()).toString();
    }
}
