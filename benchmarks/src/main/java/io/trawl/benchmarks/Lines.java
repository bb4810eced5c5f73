package io.trawl.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// A file of lines, in memory.
///
/// @param bytes of the lines with their newlines
record Lines(List<byte[]> lines, long bytes) {
    /// Most that is read of a file: what fits into one array.
    private static final long MAX_BYTES = Integer.MAX_VALUE - 16L;

    static Lines read(Path file) throws IOException {
        if (Files.size(file) > MAX_BYTES) {
            throw new IllegalArgumentException(
                    "`" + file + "` is too large for the baseline: give at most " + MAX_BYTES + " bytes");
        }
        byte[] all = Files.readAllBytes(file);
        List<byte[]> lines = new ArrayList<>();
        int start = 0;
        for (int i = 0; i < all.length; i++) {
            if (all[i] == '\n') {
                lines.add(Arrays.copyOfRange(all, start, i));
                start = i + 1;
            }
        }
        return new Lines(lines, all.length);
    }

    Lines firstQuarter() {
        List<byte[]> quarter = lines.subList(0, lines.size() / 4);
        return new Lines(
                quarter, quarter.stream().mapToLong(line -> line.length + 1L).sum());
    }
}
