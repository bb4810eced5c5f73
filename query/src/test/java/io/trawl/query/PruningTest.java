package io.trawl.query;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Which splits a query may skip.
final class PruningTest {
    private static final TestIndex INDEX = new TestIndex("""
            {"mode": "strict", "timestamp_field": "at", "tag_fields": ["tenant", "shard"], "field_mappings": [
              {"name": "at", "type": "datetime", "fast": true},
              {"name": "tenant", "type": "text", "tokenizer": "raw"},
              {"name": "shard", "type": "u64"},
              {"name": "msg", "type": "text"}]}
            """, List.of());

    @AfterAll
    static void close() {
        INDEX.close();
    }

    private static final long MIN = Long.MIN_VALUE;
    private static final long MAX = Long.MAX_VALUE;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "even|min|max",
                "even AND at:[1717201000 TO 1717201500]|1717201000|1717201501",
                "even at:{1717200500 TO 1717202000}|1717200501|1717202000",
                "at:>1717200500.5|min|max",
                "at:>\\1717200500|1717200501|max",
                "even AND (at:<1717200600 AND (msg:1 OR msg:2))|min|1717200600",
                "even OR at:<1717200600|min|max",
                "NOT at:[1717201000 TO 1717201500]|min|max",
                "at:1717201300|1717201300|1717201301",
                "at:IN ['2024-06-01T00:18:20Z' '2024-06-01T00:35:00Z']|1717201100|1717202101",
                "at:[2024-06-01T00:00:00.9Z TO 2024-06-01T00:00:01.1Z]|1717200000|1717200002",
                "at:{2024-06-01T00:00:00.9Z TO 2024-06-01T00:00:01.1Z}|1717200001|1717200001",
                "at:>=1717200000 at:<1717100000|0|0",
                "(at:>=1717200000)^2|1717200000|max",
            })
    void findsTheTimeThatEveryHitLiesIn(String query, String start, String end) {
        QueryAst ast = QueryParser.parse(query.replace("\\", ""), List.of("msg"));

        TimeRange range = TimeRangeExtractor.extract(ast, INDEX.schema());

        TimeRange expected = new TimeRange(second(start), second(end));
        assertThat(range).isEqualTo(expected.isEmpty() ? TimeRange.EMPTY : expected);
    }

    private static long second(String text) {
        return switch (text) {
            case "min" -> MIN;
            case "max" -> MAX;
            default -> Long.parseLong(text);
        };
    }

    @Test
    void aColumnFromBefore1970MayReachIntoTheNextSecond() {
        assertThat(new TimeRange(-4, 0).overlaps(-5, -5)).isTrue();
        assertThat(new TimeRange(-5, -4).contains(-5, -5)).isFalse();
        assertThat(new TimeRange(-5, -3).contains(-5, -5)).isTrue();
        assertThat(new TimeRange(-9, -4).openedFor(-6, -5)).isEqualTo(new TimeRange(MIN, -4));
        assertThat(new TimeRange(-9, -3).openedFor(-6, -5)).isEqualTo(TimeRange.ALL);
    }

    @Test
    void keepsSplitsThatTheRangeTouches() {
        TimeRange range = new TimeRange(100, 200);

        assertThat(range.overlaps(0, 99)).isFalse();
        assertThat(range.overlaps(0, 100)).isTrue();
        assertThat(range.overlaps(199, 300)).isTrue();
        assertThat(range.overlaps(200, 300)).isFalse();
        assertThat(range.contains(100, 199)).isTrue();
        assertThat(range.contains(100, 200)).isFalse();
        assertThat(TimeRange.ALL.contains(MIN, MAX)).isTrue();
        assertThat(TimeRange.EMPTY.overlaps(0, 0)).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "tenant:a|tenant!,tenant:a|true",
                "tenant:a|tenant!,tenant:b|false",
                "tenant:a|tenant!|false",
                "tenant:a||true",
                "tenant:a AND msg:x|tenant!,tenant:b|false",
                "tenant:a OR msg:x|tenant!,tenant:b|true",
                "tenant:a OR tenant:c|tenant!,tenant:b|false",
                "tenant:IN [a b]|tenant!,tenant:b|true",
                "tenant:IN [a c]|tenant!,tenant:b|false",
                "NOT tenant:b|tenant!,tenant:b|true",
                "tenant:a*|tenant!,tenant:b|true",
                "shard:007|shard!,shard:7|true",
                "shard:8|shard!,shard:7|false",
                "shard:07|shard!,shard:07|true",
                "tenant:07|tenant!,tenant:7|true",
                "tenant:7|tenant!,tenant:07|false",
                "tenant:\"a b\"|tenant!,tenant:a b|true",
                "tenant:\"a b\"|tenant!,tenant:a,tenant:b|false",
                "tenant:\"a\"*|tenant!,tenant:ab|true",
                "tenant:/a.*/|tenant!,tenant:ab|true",
                "msg:a|msg!,msg:b|true",
                "msg:x AND NOT (tenant:b OR tenant:c)|tenant!,tenant:b|true",
                "+tenant:b OR tenant:a|tenant!,tenant:b|true",
            })
    void keepsSplitsByTheirTags(String query, String tags, boolean kept) {
        TagFilter filter = TagFilterExtractor.extract(QueryParser.parse(query, List.of("msg")), INDEX.schema());

        Set<String> ofSplit = tags == null ? Set.of() : Set.of(tags.split(","));
        assertThat(filter.keeps(ofSplit::contains)).isEqualTo(kept);
    }
}
