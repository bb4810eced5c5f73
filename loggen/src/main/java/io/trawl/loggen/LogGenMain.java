package io.trawl.loggen;

import io.trawl.common.DataSize;
import io.trawl.common.TimeSource;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.Locale;

/// Writes generated logs to a file: `--seed 1 --bytes 400MB --out logs.ndjson`, or `--lines 1000`; `-` is the console.
public final class LogGenMain {
    private static final String USAGE = "usage: [--seed NUMBER] (--bytes SIZE | --lines NUMBER) [--out FILE]";

    /// Written at once.
    private static final int BUFFER_BYTES = 1 << 20;

    private LogGenMain() {}

    public static void main(String[] args) throws IOException {
        int exitCode = run(args, System.out, System.err);
        if (exitCode != 0) {
            System.exit(exitCode);
        }
    }

    /// @return the exit code: 0, or 2 if the arguments make no sense
    static int run(String[] args, PrintStream console, PrintStream errors) throws IOException {
        long seed = 1;
        long maxBytes = Long.MAX_VALUE;
        long maxLines = Long.MAX_VALUE;
        String target = "-";
        try {
            if (args.length % 2 != 0) {
                throw new IllegalArgumentException("`" + args[args.length - 1] + "` has no value");
            }
            for (int i = 0; i < args.length; i += 2) {
                String value = args[i + 1];
                switch (args[i]) {
                    case "--seed" -> seed = Long.parseLong(value);
                    case "--bytes" -> maxBytes = DataSize.parse(value).bytes();
                    case "--lines" -> maxLines = Long.parseLong(value);
                    case "--out" -> target = value;
                    default -> throw new IllegalArgumentException("unknown argument `" + args[i] + "`");
                }
            }
            if (maxBytes == Long.MAX_VALUE && maxLines == Long.MAX_VALUE) {
                throw new IllegalArgumentException("say how much: `--bytes` or `--lines`");
            }
        } catch (IllegalArgumentException wrong) {
            errors.println(wrong.getMessage());
            errors.println(USAGE);
            return 2;
        }
        long start = TimeSource.SYSTEM.nanoTime();
        LogGenerator generator = new LogGenerator(seed);
        long written;
        if (target.equals("-")) {
            written = write(generator, maxBytes, maxLines, console);
        } else {
            try (OutputStream file = new FileOutputStream(target)) {
                written = write(generator, maxBytes, maxLines, file);
            }
        }
        double seconds = (TimeSource.SYSTEM.nanoTime() - start) / 1e9;
        errors.println(String.format(
                Locale.ROOT,
                "%d lines, %d bytes in %.2f s, %.0f MB/s",
                generator.lines(),
                written,
                seconds,
                written / 1e6 / seconds));
        return 0;
    }

    /// Writes whole lines until either limit is reached; the last line may pass `maxBytes`.
    private static long write(LogGenerator generator, long maxBytes, long maxLines, OutputStream out)
            throws IOException {
        byte[] buffer = new byte[BUFFER_BYTES + LogGenerator.MAX_LINE_BYTES];
        long written = 0;
        while (written < maxBytes && generator.lines() < maxLines) {
            int end = 0;
            while (end < BUFFER_BYTES && written + end < maxBytes && generator.lines() < maxLines) {
                end = generator.writeLine(buffer, end);
            }
            out.write(buffer, 0, end);
            written += end;
        }
        out.flush();
        return written;
    }
}
