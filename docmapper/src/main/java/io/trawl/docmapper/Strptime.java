package io.trawl.docmapper;

import io.trawl.common.TimeSource;
import io.trawl.common.TrawlException;
import io.trawl.config.DatetimePattern;
import io.trawl.config.DatetimePattern.Part;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// Date-times by a pattern: `%d/%b/%Y:%H:%M:%S %z`.
///
/// Where the pattern has blanks the text may have any number of them, or none. What the pattern leaves out is told by
/// [StrptimeDate].
final class Strptime implements DatetimeFormat {
    private final Step[] steps;
    private final TimeSource clock;

    private Strptime(List<Part> parts, TimeSource clock) {
        this.steps = parts.stream().map(Strptime::step).toArray(Step[]::new);
        this.clock = clock;
    }

    /// @param clock tells the year where the pattern does not
    /// @throws TrawlException BAD_REQUEST for a conversion that does not exist
    static Strptime of(String format, TimeSource clock) {
        try {
            return new Strptime(DatetimePattern.parse(format).parts(), clock);
        } catch (IllegalArgumentException unknown) {
            throw TrawlException.badRequest(TrawlException.describe(unknown));
        }
    }

    /// Reads one part of a pattern; false if the text is something else.
    private interface Step {
        boolean read(DateText text, StrptimeDate date);
    }

    private static Step step(Part part) {
        return switch (part) {
            case Part.Literal(String literal) -> {
                byte[] bytes = literal.getBytes(StandardCharsets.UTF_8);
                yield (text, _) -> text.takeAll(bytes);
            }
            case Part.Blanks _ ->
                (text, _) -> {
                    text.blanks();
                    return true;
                };
            case Part.Conversion(char letter) -> (text, date) -> date.read(letter, text);
        };
    }

    @Override
    public boolean parse(byte[] bytes, int offset, int length, DatetimeValue value) {
        DateText text = new DateText(bytes, offset, length);
        StrptimeDate date = new StrptimeDate();
        for (Step step : steps) {
            if (!step.read(text, date)) {
                return false;
            }
        }
        return text.atEnd() && date.write(value, clock);
    }
}
