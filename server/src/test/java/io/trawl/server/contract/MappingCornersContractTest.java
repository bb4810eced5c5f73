package io.trawl.server.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.trawl.server.RunningNode.Answer;
import io.trawl.testkit.Proves;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// Corners of doc mappings that configs in the wild reach: dots in names, date patterns, objects with superfluous keys,
/// concatenate fields in objects, and how refused documents are counted.
class MappingCornersContractTest extends ContractTest {
    @Test
    @Proves({"MAP-04", "MAP-05", "MAP-14", "D6-02"})
    void aDotInADeclaredNameIsNoPath() {
        create("corner-dots", """
                {'mode': 'strict', 'timestamp_field': 'at.day', 'tag_fields': ['o.in\\\\.ner'], 'field_mappings': [
                  {'name': 'id', 'type': 'u64', 'fast': true},
                  {'name': 'at.day', 'type': 'text'},
                  {'name': 'at', 'type': 'object', 'field_mappings': [{'name': 'day', 'type': 'datetime', 'fast': true}]},
                  {'name': 'o', 'type': 'object', 'field_mappings': [
                    {'name': 'in.ner', 'type': 'text', 'tokenizer': 'raw'}]}]}""");
        String document =
                "{'id': 1, 'at.day': 'Friday', 'at': {'day': '2026-01-02T00:00:00Z'}, 'o': {'in.ner': 'deep'}}";
        ingest("corner-dots", document, "{'id': 2, 'at': {'day': '2026-01-03T00:00:00Z'}}");

        assertThat(search("corner-dots", "at\\.day:friday").path("hits").get(0)).isEqualTo(parsed(document));
        assertThat(ids("corner-dots", "o.in\\.ner:deep")).containsExactly(1);
        assertThat(ids(search("corner-dots", "*", "&start_timestamp=1767398400")))
                .containsExactly(2);
        assertConfigRefused(
                "{'timestamp_field': 'a.b', 'field_mappings': [{'name': 'a.b', 'type': 'datetime', 'fast': true}]}",
                "",
                "could not find timestamp field `a.b` in field mappings: a dot in a field's own name is written `\\.`");
    }

    @Test
    @Proves({"MAP-21", "D5-01", "D5-02"})
    void datePatternsHaveTheConversionsThatConfigsUse() {
        create("corner-dates", """
                {'field_mappings': [
                  {'name': 'id', 'type': 'u64', 'fast': true},
                  {'name': 'd', 'type': 'datetime', 'fast': true, 'output_format': '%Y年%m月%d日 %T.%f',
                   'input_formats': ['%c', '%F %r', '%Y-%m', 'unix_timestamp']}]}""");
        JsonNode taken = ingest(
                "corner-dates",
                "{'id': 1, 'd': 'Sat May  6 15:04:05 2023'}",
                "{'id': 2, 'd': '2023-05-06 03:04:05 pm'}",
                "{'id': 3, 'd': '2023-05'}",
                "{'id': 4, 'd': '1683385445.250000001'}",
                "{'id': 5, 'd': '15:04'}");

        assertThat(taken.path("num_rejected_docs").intValue()).isEqualTo(1);
        assertThat(shownDate(1)).isEqualTo("2023年05月06日 15:04:05.0");
        assertThat(shownDate(2)).isEqualTo("2023年05月06日 15:04:05.0");
        assertThat(shownDate(3)).isEqualTo("2023年05月01日 00:00:00.0");
        assertThat(shownDate(4)).isEqualTo("2023年05月06日 15:04:05.250000001");
        assertConfigRefused(
                "{'field_mappings': [{'name': 'd', 'type': 'datetime', 'input_formats': ['%Y %Q']}]}",
                "",
                "error while parsing field `d`: invalid strptime format `%Y %Q`: unknown specifier `%Q`, known are %Y");
    }

    private static String shownDate(int id) {
        return search("corner-dates", "id:" + id).path("hits").get(0).path("d").stringValue();
    }

    @Test
    @Proves({"MAP-25", "MAP-26", "D4-01"})
    void objectsTakeSuperfluousKeysAndConcatenateFields() {
        create("corner-objects", """
                {'mode': 'strict', 'field_mappings': [
                  {'name': 'id', 'type': 'u64', 'fast': true}, {'name': 'k', 'type': 'text'},
                  {'name': 'o', 'type': 'object', 'stored': true, 'indexed': false, 'field_mappings': [
                    {'name': 'k', 'type': 'text'},
                    {'name': 'all', 'type': 'concatenate', 'concatenate_fields': ['k', 'id']}]}]}""");
        ingest("corner-objects", "{'id': 1, 'k': 'outside', 'o': {'k': 'inside'}}", "{'id': 2}");

        assertThat(ids("corner-objects", "o.all:inside")).containsExactly(1);
        assertThat(ids("corner-objects", "o.all:outside")).isEmpty();
        assertThat(ids("corner-objects", "o.all:2")).containsExactly(2);
        assertThat(config("corner-objects").at("/doc_mapping/field_mappings/2").propertyNames())
                .containsExactlyInAnyOrder("name", "type", "field_mappings");
    }

    @Test
    @Proves("D9-01")
    void documentsAreCountedByWhatBecameOfThem() {
        create(
                "corner-counts",
                "{'mode': 'strict', 'field_mappings': [{'name': 'id', 'type': 'u64'}]}",
                ", 'ingest_settings': {'validate_docs': false}");
        ingest(
                "corner-counts",
                "{'id': 1}",
                "{'id': 'x'}",
                "{'other': 1}",
                "nonsense",
                "[]",
                "{'id': [1]}",
                "{'id': 2}");

        assertThat(counted("processed_docs_total", "valid")).isEqualTo(2);
        assertThat(counted("processed_docs_total", "doc_mapper_error")).isEqualTo(3);
        assertThat(counted("processed_docs_total", "json_parse_error")).isEqualTo(2);
        assertThat(counted("processed_bytes_total", "json_parse_error")).isEqualTo("nonsense[]".length());
    }

    private static double counted(String name, String status) {
        Answer metrics = node.get("/metrics");
        String series =
                "trawl_indexing_" + name + "{docs_processed_status=\"" + status + "\",index=\"corner-counts\"} ";
        return metrics.text()
                .lines()
                .filter(line -> line.startsWith(series))
                .mapToDouble(line -> Double.parseDouble(line.substring(series.length())))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + series + "in " + metrics.text()));
    }
}
