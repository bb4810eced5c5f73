package io.trawl.search;

import static org.assertj.core.api.Assertions.assertThat;

import io.trawl.metastore.IndexMetadata;
import io.trawl.testkit.TestSeed;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Pages over splits are in one order and hold every hit once, also where values are missing, equal, or the least and
/// the greatest that there are.
class SortExtremesTest {
    private static final String MAPPING = """
            {"mode": "dynamic", "field_mappings": [
              {"name": "id", "type": "u64"},
              {"name": "i", "type": "i64", "fast": true},
              {"name": "u", "type": "u64", "fast": true},
              {"name": "f", "type": "f64", "fast": true}]}""";
    private static final String[] I64 = {"-9223372036854775808", "9223372036854775807", "-1", "0"};
    private static final String[] U64 = {"18446744073709551615", "9223372036854775808", "9223372036854775807", "0"};
    private static final String[] F64 = {"1.7976931348623157E308", "-1.7976931348623157E308", "4.9E-324", "-4.9E-324"};
    /// A dynamic number has one of three types. Of one split all have the same here: integers and fractions of one
    /// split meet as fractions, which rounds them.
    private static final List<String[]> ANY =
            List.of(I64, new String[] {"18446744073709551615", "9223372036854775808"}, F64);

    @TempDir
    private Path folder;

    /// @param values by field, null where the document has none
    private record Doc(
            int split,
            int doc,
            int id,
            @Nullable String i,
            @Nullable String u,
            @Nullable String f,
            @Nullable String any) {
        @Nullable
        String value(String field) {
            return switch (field) {
                case "i" -> i;
                case "u" -> u;
                case "f" -> f;
                default -> any;
            };
        }

        String json() {
            StringBuilder json = new StringBuilder("{\"id\": " + id);
            for (String field : List.of("i", "u", "f", "any")) {
                if (value(field) != null) {
                    json.append(", \"").append(field).append("\": ").append(value(field));
                }
            }
            return json.append('}').toString();
        }
    }

    @Test
    void pagesJoinToOneOrder() {
        Random random = TestSeed.next("SortExtremesTest").random();
        try (TestSearch search = new TestSearch(folder)) {
            List<Doc> docs = fill(search, random);
            for (String field : List.of("i", "u", "f", "any")) {
                for (String direction : List.of("", "-")) {
                    for (String missing : List.of("", ":missing_first")) {
                        for (String second : List.of("", ",_doc", ",-_doc", ",i", ",-any")) {
                            String sort = direction + field + missing + second;
                            assertThat(pages(search, sort, 1 + random.nextInt(9)))
                                    .as(sort)
                                    .isEqualTo(docs.stream()
                                            .sorted(order(sort))
                                            .map(Doc::id)
                                            .toList());
                        }
                    }
                }
            }
        }
    }

    private static List<Doc> fill(TestSearch search, Random random) {
        IndexMetadata index = search.createIndex("logs", MAPPING);
        List<Doc> docs = new ArrayList<>();
        for (int split = 0; split < 8; split++) {
            String[] any = ANY.get(split % ANY.size());
            List<String> lines = new ArrayList<>();
            for (int doc = 0; doc < 1 + random.nextInt(9); doc++) {
                Doc made = new Doc(
                        split,
                        doc,
                        docs.size(),
                        pick(I64, random),
                        pick(U64, random),
                        pick(F64, random),
                        pick(any, random));
                docs.add(made);
                lines.add(made.json());
            }
            search.addSplit(index, lines);
        }
        return docs;
    }

    private static @Nullable String pick(String[] values, Random random) {
        return random.nextInt(4) == 0 ? null : values[random.nextInt(values.length)];
    }

    private static List<Integer> pages(TestSearch search, String sort, int size) {
        List<Integer> ids = new ArrayList<>();
        int before = -1;
        while (ids.size() > before) {
            before = ids.size();
            search.search(SearchRequest.builder(List.of("logs"), "*")
                            .sortBy(sort)
                            .maxHits(size)
                            .startOffset(before)
                            .countAll(false)
                            .build())
                    .hits()
                    .forEach(hit -> ids.add(hit.document().path("id").intValue()));
        }
        return ids;
    }

    private static Comparator<Doc> order(String sort) {
        Comparator<Doc> address = Comparator.comparingInt(Doc::split).thenComparingInt(Doc::doc);
        Comparator<Doc> order = (a, b) -> 0;
        for (String key : sort.split(",")) {
            boolean ascending = key.startsWith("-");
            boolean missingFirst = key.endsWith(":missing_first");
            String field = key.replace("-", "").replaceAll(":.*", "");
            if (field.equals("_doc")) {
                return order.thenComparing(ascending ? address : address.reversed());
            }
            Comparator<BigDecimal> byValue = ascending ? Comparator.naturalOrder() : Comparator.reverseOrder();
            order = order.thenComparing(
                    doc -> doc.value(field) == null ? null : new BigDecimal(doc.value(field)),
                    missingFirst ? Comparator.nullsFirst(byValue) : Comparator.nullsLast(byValue));
        }
        return order.thenComparing(sort.startsWith("-") ? address : address.reversed());
    }
}
