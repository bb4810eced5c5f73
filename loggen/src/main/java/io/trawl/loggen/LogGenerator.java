package io.trawl.loggen;

import java.nio.charset.StandardCharsets;

/// Writes log lines, one JSON object each, of a shop that is busy for as long as one asks. Not thread-safe.
///
/// A line: `timestamp` (milliseconds since 1970), `severity_text`, `service`, `host`, `tenant_id`, `body`, `attributes`
/// (of `latency_ms status method path region version` those that fit) and, for lines of a request, `trace_id`.
///
/// Time goes forward by 3 ms a line on average, so half a million lines are 25 minutes; hosts hand in their lines a
/// few milliseconds late. It costs less than a microsecond a line on one core.
public final class LogGenerator {
    /// No line is longer, its line break included.
    public static final int MAX_LINE_BYTES = 8 << 10;

    /// When the logs begin: 2026-01-01T00:00:00Z.
    public static final long FIRST_MILLIS = 1_767_225_600_000L;

    /// How far behind the latest timestamp a line's may be.
    public static final long MAX_JITTER_MILLIS = 50;

    /// Flows that happen at once; so many traces are interleaved.
    private static final int ACTIVE_FLOWS = 5;

    /// How likely the next line is one of the same flow: what happens at once is handed in at once. A request waits
    /// for others, a loop for nobody.
    private static final int STAY_IN_REQUEST_PERCENT = 82;

    private static final int STAY_IN_LOOP_PERCENT = 97;

    private static final int MICROS_A_LINE = 3_000;

    private static final byte[] TIMESTAMP = ascii("{\"timestamp\":");
    private static final byte[] SEVERITY = ascii(",\"severity_text\":\"");
    private static final byte[] BODY = ascii(",\"body\":\"");
    private static final byte[] ATTRIBUTES = ascii("\",\"attributes\":{");
    private static final byte[] TRACE_ID = ascii("},\"trace_id\":\"");

    private final Dice dice;
    private final FlowMaker flowMaker;
    private final LineFiller filler;
    private final LineWriter out = new LineWriter();
    private final Flow[] active = new Flow[ACTIVE_FLOWS];
    private final long firstMillis;
    private int seat;
    private long clockMicros;
    private long lines;

    /// @param seed the same seed gives the same lines
    public LogGenerator(long seed) {
        this(seed, FIRST_MILLIS);
    }

    /// @param firstMillis when the logs begin, in milliseconds since 1970
    public LogGenerator(long seed, long firstMillis) {
        this.firstMillis = firstMillis;
        clockMicros = firstMillis * 1_000;
        dice = new Dice(seed);
        World world = new World(dice);
        flowMaker = new FlowMaker(world, dice);
        filler = new LineFiller(world, dice, out);
        for (int i = 0; i < ACTIVE_FLOWS; i++) {
            active[i] = new Flow(world.peers[0]);
            flowMaker.next(active[i]);
        }
    }

    /// Lines written so far.
    public long lines() {
        return lines;
    }

    /// Writes one line, its line break included.
    ///
    /// @param target with room for [#MAX_LINE_BYTES] behind `offset`
    /// @return where the line ends
    public int writeLine(byte[] target, int offset) {
        if (target.length - offset < MAX_LINE_BYTES) {
            throw new IllegalArgumentException("a line needs room for " + MAX_LINE_BYTES + " bytes behind " + offset
                    + ", there are " + (target.length - offset));
        }
        // Between nothing and twice the average, so that times are neither even nor bursty.
        clockMicros += dice.nextInt(2 * MICROS_A_LINE);
        if (!dice.chance(active[seat].traced ? STAY_IN_REQUEST_PERCENT : STAY_IN_LOOP_PERCENT)) {
            seat = dice.nextInt(ACTIVE_FLOWS);
        }
        Flow flow = active[seat];
        out.reset(target, offset);
        writeLine(flow);
        if (flow.isOver()) {
            flowMaker.next(flow);
        }
        lines++;
        return out.position();
    }

    /// Writes as many whole lines as surely fit.
    ///
    /// @return where the last line ends
    public int fill(byte[] target, int offset) {
        int end = offset;
        do {
            end = writeLine(target, end);
        } while (target.length - end >= MAX_LINE_BYTES);
        return end;
    }

    private void writeLine(Flow flow) {
        Host host = flow.hosts[flow.step];
        Template template = flow.templates[flow.step];
        flow.step++;
        int delay = dice.oneIn(20) ? dice.nextInt((int) MAX_JITTER_MILLIS) : dice.nextInt(4);
        filler.startLine(flow, host, clockMicros - firstMillis * 1_000);

        out.raw(TIMESTAMP);
        out.number(Math.max(firstMillis, clockMicros / 1_000 - delay));
        out.raw(SEVERITY);
        out.raw(template.severity);
        out.raw('"');
        out.raw(host.head());
        out.number(flow.traced ? 1 + flow.tenant : 0);
        out.raw(BODY);
        filler.fill(template);
        out.raw(ATTRIBUTES);
        filler.attributes(template);
        if (flow.traced) {
            out.raw(TRACE_ID);
            out.hex(flow.traceHigh, 16);
            out.hex(flow.traceLow, 16);
            out.raw('"');
        } else {
            out.raw('}');
        }
        out.raw('}');
        out.raw('\n');
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
