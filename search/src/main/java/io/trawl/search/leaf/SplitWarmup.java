package io.trawl.search.leaf;

import io.trawl.common.ByteRange;
import io.trawl.common.RequestContext;
import io.trawl.common.TimeSource;
import io.trawl.query.ReadNeed;
import io.trawl.search.SearchMetrics;
import io.trawl.split.FetchCost;
import io.trawl.split.SplitReader;
import java.util.List;
import java.util.Optional;

/// Brings all that a computation will read of a split, in as few waves as its [WarmupPlan] has.
///
/// Memory is charged before it is taken. One wave is known exactly. Of two, the second is known after the first: the
/// split is charged the initial allocation until then, or what it needs at most if that is less, and what it does need
/// afterwards. What it holds is then given back before it waits for more, so that no split waits for another that
/// waits too.
///
/// Safe for concurrent use.
public final class SplitWarmup {
    /// Phases of a profile, in their order; then come the documents of the page.
    static final String OPEN = "open";

    static final String FIRST_WAVE = "first_wave";

    static final String EXPAND = "expand";
    static final String SECOND_WAVE = "second_wave";
    static final String COMPUTE = "compute";

    private final CpuExecutor cpu;
    private final SearchMetrics metrics;
    private final WaveWorth worth;
    private final WaveTimes times = new WaveTimes();
    private final AbsentTerms absentTerms = new AbsentTerms(AbsentTerms.MAX_BYTES);

    public SplitWarmup(CpuExecutor cpu, SearchMetrics metrics) {
        this(cpu, metrics, WaveWorth.DEFAULT);
    }

    public SplitWarmup(CpuExecutor cpu, SearchMetrics metrics, WaveWorth worth) {
        this.cpu = cpu;
        this.metrics = metrics;
        this.worth = worth;
    }

    WarmupPlanner planner(SplitReader reader) {
        return new WarmupPlanner(reader.ranges(), reader.leafReader().getFieldInfos(), worth);
    }

    /// What was learned of this node's storage.
    WaveTimes times() {
        return times;
    }

    /// Whether an earlier search found that a term is absent without which nothing can match.
    boolean isHopeless(String splitId, List<ReadNeed> needs) {
        return absentTerms.find(splitId, needs).isPresent();
    }

    /// @param permit charged with what is brought
    /// @param otherBytes that the computation will hold beside
    /// @return false if no document of the split can match; then not all was brought
    boolean bring(
            String splitId,
            List<ReadNeed> needs,
            SplitReader reader,
            SearchPermits.Permit permit,
            long otherBytes,
            RequestContext context) {
        WarmupPlanner planner = planner(reader);
        if (!(planner.plan(needs) instanceof WarmupPlan.Read plan)) {
            return false;
        }
        long first = plan.bytes();
        long most =
                first + plan.then().map(then -> WarmupPlan.bytesOf(then.most())).orElse(0L);
        permit.charge(
                otherBytes + Math.min(most, Math.max(first, plan.then().isPresent() ? permit.initialBytes() : 0)));
        fetch(splitId, FIRST_WAVE, plan.ranges(), reader, context);
        Optional<ReadNeed.Term> absent = planner.absentTerm(needs);
        if (absent.isPresent()) {
            absentTerms.remember(splitId, absent.get());
            return false;
        }
        if (plan.then().isPresent()) {
            WarmupPlan.SecondWave then = plan.then().get();
            List<ByteRange> second = expand(splitId, planner, then, context);
            permit.charge(otherBytes + first + WarmupPlan.bytesOf(second));
            fetch(splitId, SECOND_WAVE, second, reader, context);
        }
        return true;
    }

    private List<ByteRange> expand(
            String splitId, WarmupPlanner planner, WarmupPlan.SecondWave then, RequestContext context) {
        try (RequestContext.Part part = context.part(splitId, EXPAND)) {
            return cpu.run(part.context(), _ -> planner.second(then));
        }
    }

    private void fetch(
            String splitId, String phase, List<ByteRange> ranges, SplitReader reader, RequestContext context) {
        metrics.warmedUp(WarmupPlan.bytesOf(ranges));
        FetchCost cost = reader.costOf(ranges);
        long start = TimeSource.SYSTEM.nanoTime();
        try (RequestContext.Part part = context.part(splitId, phase)) {
            reader.fetch(ranges, part.context());
        }
        times.learn(cost, TimeSource.SYSTEM.nanoTime() - start);
    }
}
