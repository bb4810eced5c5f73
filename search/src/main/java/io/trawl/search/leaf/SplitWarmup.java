package io.trawl.search.leaf;

import io.trawl.common.ByteRange;
import io.trawl.common.RequestContext;
import io.trawl.query.ReadNeed;
import io.trawl.search.SearchMetrics;
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
final class SplitWarmup {
    /// Phases of a profile.
    static final String FIRST_WAVE = "first_wave";

    static final String EXPAND = "expand";
    static final String SECOND_WAVE = "second_wave";

    private final CpuExecutor cpu;
    private final SearchMetrics metrics;
    private final AbsentTerms absentTerms = new AbsentTerms(AbsentTerms.MAX_BYTES);

    SplitWarmup(CpuExecutor cpu, SearchMetrics metrics) {
        this.cpu = cpu;
        this.metrics = metrics;
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
        WarmupPlanner planner =
                new WarmupPlanner(reader.ranges(), reader.leafReader().getFieldInfos());
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
        try (RequestContext.Part part = context.part(splitId, phase)) {
            reader.fetch(ranges, part.context());
        }
    }
}
