package io.trawl.server.contract;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// The data files of this package: one entry a line, columns parted by ` | `, `#` starts a comment line.
final class DataLines {
    private DataLines() {}

    /// @param columns how many every line has; fewer are filled with empty ones, more are an error
    static List<List<String>> read(String resource, int columns) {
        List<List<String>> lines = new ArrayList<>();
        for (String line : text(resource).split("\n")) {
            if (line.isBlank() || line.startsWith("# ")) {
                continue;
            }
            List<String> cells = new ArrayList<>(Arrays.asList(line.strip().split("\\s+\\|\\s+", -1)));
            if (cells.size() > columns) {
                throw new IllegalStateException(resource + ": more than " + columns + " columns in: " + line);
            }
            while (cells.size() < columns) {
                cells.add("");
            }
            lines.add(List.copyOf(cells));
        }
        return lines;
    }

    private static String text(String resource) {
        try (InputStream in = DataLines.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("no test resource " + resource);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
