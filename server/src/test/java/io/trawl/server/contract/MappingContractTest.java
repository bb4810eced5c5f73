package io.trawl.server.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.trawl.testkit.Proves;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// Doc mappings, sections A.4 and D: what may be declared, what documents may hold, what comes back.
class MappingContractTest extends ContractTest {
    @Test
    @Proves({"MAP-01", "MAP-02", "MAP-27", "D1-01", "D9-01"})
    void theModeDecidesOnFieldsThatAreNotDeclared() {
        String field = "'field_mappings': [{'name': 'id', 'type': 'u64', 'fast': true}]}";
        create("map-plain", "{" + field);
        create("map-dynamic", "{'mode': 'dynamic', " + field);
        create("map-lenient", "{'mode': 'lenient', " + field);
        create("map-strict", "{'mode': 'strict', " + field);
        String document = "{'id': 1, 'extra': {'deep': 'Value'}}";

        for (String id : new String[] {"map-plain", "map-dynamic"}) {
            ingest(id, document);
            assertThat(hit(id, "extra.deep:Value")).isEqualTo(parsed(document));
            assertThat(ids(id, "extra.deep:value")).isEmpty();
            assertThat(ids(id, "extra.deep:[U TO W]")).containsExactly(1);
        }
        ingest("map-lenient", document, "{'extra': 2}");
        assertThat(hit("map-lenient", "id:1")).isEqualTo(parsed("{'id': 1}"));
        assertThat(hit("map-lenient", "NOT id:*")).isEqualTo(parsed("{}"));
        assertQueryRefused("map-lenient", "extra.deep:Value", "field does not exist: `extra.deep`");
        JsonNode strict = ingest("map-strict", document, "{'id': 2}", "{'id': 3, 'extra': null}");
        assertThat(strict.path("num_rejected_docs").intValue()).isEqualTo(2);
        assertThat(failure(strict, 0))
                .isEqualTo("the document contains a field that is not declared in the schema: \"extra\"");
        assertConfigRefused("{'mode': 'loose'}", "", "loose");
    }

    @Test
    @Proves("MAP-02")
    void undeclaredFieldsFollowTheirOptions() {
        create(
                "map-options",
                "{'dynamic_mapping': {'tokenizer': 'default', 'record': 'position', 'expand_dots': false,"
                        + " 'fast': {'normalizer': 'lowercase'}}}");
        create("map-unstored", "{'dynamic_mapping': {'stored': false}}");
        create("map-slow", "{'dynamic_mapping': {'fast': false}}");
        for (String id : new String[] {"map-options", "map-unstored", "map-slow"}) {
            ingest(id, "{'id': 1, 'a.b': 'Two Words'}");
        }

        assertThat(ids("map-options", "a\\.b:words")).containsExactly(1);
        assertThat(ids("map-options", "a\\.b:\"two words\"")).containsExactly(1);
        assertThat(ids("map-options", "a.b:words")).isEmpty();
        assertThat(ids("map-options", "a\\.b:[TWO TO TWP]")).containsExactly(1);
        assertThat(search("map-unstored", "a.b:\"Two Words\"").path("hits").get(0))
                .isEqualTo(parsed("{}"));
        assertRefused(trySearch("map-slow", "*", "&sort_by=id"), 400, "fast field");
    }

    @Test
    @Proves({"MAP-03", "MAP-13", "MAP-14"})
    void namesOfFieldsAreChecked() {
        create(
                "map-names",
                "{'field_mappings': [{'name': '@a$-_/9.x', 'type': 'u64'}, {'name': 'a.b', 'type': 'u64'}]}");
        assertThat(config("map-names").path("doc_mapping").path("field_mappings"))
                .extracting(field -> field.path("name").stringValue())
                .containsExactly("@a$-_/9.x", "a.b");
        ingest("map-names", "{'id': 3, '_source': {'q': 1}, '_dynamic': 2}");
        assertThat(hit("map-names", "id:3")).isEqualTo(parsed("{'id': 3, '_source': {'q': 1}, '_dynamic': 2}"));

        for (String name : new String[] {"_source", "_dynamic", "_field_presence", "_doc_length"}) {
            assertFieldRefused("{'name': '" + name + "', 'type': 'u64'}", "field name `" + name + "` is reserved");
        }
        for (String name : new String[] {"a b", "9a", "", "f" + "x".repeat(255), "\u00fcber"}) {
            assertFieldRefused("{'name': '" + name + "', 'type': 'u64'}", "field name");
        }
        assertFieldRefused("{'name': 'x', 'type': 'u64'}, {'name': 'x', 'type': 'text'}", "x");
    }

    private static void assertFieldRefused(String fields, String message) {
        assertConfigRefused("{'field_mappings': [" + fields + "]}", "", message);
    }

    @Test
    @Proves({"MAP-04", "MAP-29"})
    void theTimestampFieldIsOneFastDatetime() {
        create(
                "map-time",
                "{'timestamp_field': 'o.ts', 'field_mappings': [{'name': 'o', 'type': 'object', 'field_mappings':"
                        + " [{'name': 'ts', 'type': 'datetime', 'fast': true}]}]}");
        JsonNode refused =
                ingest("map-time", "{'id': 1, 'o': {'ts': 1767225600}}", "{'id': 2}", "{'id': 3, 'o': {'ts': null}}");

        assertThat(refused.path("num_rejected_docs").intValue()).isEqualTo(2);
        assertThat(failure(refused, 0)).isEqualTo("the document must contain field \"timestamp field is required\"");
        assertThat(ids(search("map-time", "*", "&start_timestamp=1767225600&end_timestamp=1767225601")))
                .containsExactly(1);
        assertThat(search("map-time", "*", "&end_timestamp=1767225600")
                        .path("num_hits")
                        .intValue())
                .isZero();
        create("map-timeless", "{}");
        assertThat(config("map-timeless")
                        .path("doc_mapping")
                        .path("timestamp_field")
                        .isNull())
                .isTrue();
        assertTimestampRefused("{'name': 'ts', 'type': 'datetime'}", "timestamp field `ts` should be a fast field");
        assertTimestampRefused(
                "{'name': 'ts', 'type': 'array<datetime>', 'fast': true}",
                "timestamp field `ts` should be single-valued");
        assertTimestampRefused(
                "{'name': 'other', 'type': 'datetime', 'fast': true}",
                "could not find timestamp field `ts` in field mappings");
        assertTimestampRefused("{'name': 'ts', 'type': 'i64', 'fast': true}", "ts");
    }

    private static void assertTimestampRefused(String field, String message) {
        assertConfigRefused("{'timestamp_field': 'ts', 'field_mappings': [" + field + "]}", "", message);
    }

    @Test
    @Proves("MAP-05")
    void tagFieldsAreRawTextOrWholeNumbers() {
        String fields = "'field_mappings': [{'name': 'b', 'type': 'bool'}, {'name': 'word', 'type': 'text'},"
                + " {'name': 'raw', 'type': 'text', 'tokenizer': 'raw'}, {'name': 'n', 'type': 'i64'},"
                + " {'name': 'f', 'type': 'f64'}, {'name': 'off', 'type': 'u64', 'indexed': false}]}";
        create("map-tags", "{'tag_fields': ['raw', 'n', 'raw'], " + fields);

        assertThat(config("map-tags").path("doc_mapping").path("tag_fields")).isEqualTo(parsed("['n', 'raw']"));
        assertConfigRefused("{'tag_fields': ['b'], " + fields, "", "tags collection is not allowed on `bool` fields");
        assertConfigRefused(
                "{'tag_fields': ['word'], " + fields,
                "",
                "tags collection is only allowed on text fields with the `raw` tokenizer");
        assertConfigRefused("{'tag_fields': ['f'], " + fields, "", "tags collection is not allowed on `f64` fields");
        assertConfigRefused("{'tag_fields': ['x'], " + fields, "", "unknown tag field: `x`");
        assertConfigRefused("{'tag_fields': ['off'], " + fields, "", "off");
    }

    @Test
    @Proves("MAP-08")
    void theDocumentIsKeptAsItWasSent() {
        create(
                "map-source",
                "{'mode': 'lenient', 'store_source': true, 'field_mappings': [{'name': 'id', 'type': 'u64'}]}");
        ingest("map-source", "{'id': 1, 'gone': [1, null], 'n': null}");

        assertThat(search("map-source", "id:1").path("hits").get(0))
                .isEqualTo(parsed("{'id': 1, '_source': {'id': 1, 'gone': [1, null], 'n': null}}"));
    }

    @Test
    @Proves({"MAP-09", "D11-01"})
    void presenceIsKnownOfFieldsThatAreNeitherIndexedNorFast() {
        create(
                "map-presence",
                "{'mode': 'lenient', 'index_field_presence': true, 'field_mappings': ["
                        + "{'name': 'id', 'type': 'u64', 'fast': true}, {'name': 'off', 'type': 'text', 'indexed': false},"
                        + " {'name': 'list', 'type': 'array<u64>', 'indexed': false},"
                        + " {'name': 'o', 'type': 'object', 'field_mappings': [{'name': 't', 'type': 'text'}]}]}");
        ingest(
                "map-presence",
                "{'id': 1, 'off': ''}",
                "{'id': 2, 'off': null, 'list': []}",
                "{'id': 3, 'list': [1]}",
                "{'id': 4, 'o': {'t': '!!'}}");

        assertThat(ids("map-presence", "off:*")).containsExactly(1);
        assertThat(ids("map-presence", "list:*")).containsExactly(3);
        assertThat(ids("map-presence", "o:*")).containsExactly(4);
        assertThat(ids("map-presence", "NOT o.t:*")).containsExactly(1, 2, 3);
        assertThat(hit("map-presence", "id:1")).isEqualTo(parsed("{'id': 1, 'off': ''}"));
    }

    @Test
    @Proves("MAP-10")
    void theSizeOfADocumentCanBeAggregated() {
        create("map-size", "{'store_document_size': true}");
        ingest("map-size", "{'id': 1}", "{'id': 2, 'text': 'some more bytes'}");

        JsonNode sizes = node.post(
                        "/api/v1/map-size/search",
                        json("{'query': '*', 'max_hits': 0, 'aggs': {'s': {'stats': {'field': '_doc_length'}}}}"))
                .json()
                .path("aggregations")
                .path("s");

        assertThat(sizes.path("min").doubleValue()).isEqualTo(9);
        assertThat(sizes.path("max").doubleValue()).isEqualTo(36);
        assertThat(hit("map-size", "id:1")).isEqualTo(parsed("{'id': 1}"));
    }

    @Test
    @Proves({"MAP-12", "D10-01"})
    void aMappingKeepsItsIdUntilItChanges() {
        create("map-uid", "{}");
        create("map-other", "{}");
        String uid = uid("map-uid");

        assertThat(uid).matches("[0-9A-HJKMNP-TV-Z]{26}").isNotEqualTo(uid("map-other"));
        put("map-uid", "{}");
        assertThat(uid("map-uid")).isEqualTo(uid);
        put("map-uid", "{'mode': 'strict'}");
        assertThat(uid("map-uid")).isNotEqualTo(uid);
        ingest("map-uid", "{}");
        assertThat(node.get("/api/v1/indexes/map-uid/splits")
                        .json()
                        .path("splits")
                        .get(0)
                        .path("doc_mapping_uid")
                        .stringValue())
                .isEqualTo(uid("map-uid"));
    }

    private static String uid(String id) {
        return config(id).path("doc_mapping").path("doc_mapping_uid").stringValue();
    }

    private static void put(String id, String docMapping) {
        assertThat(node.call(
                                "PUT",
                                "/api/v1/indexes/" + id,
                                "application/json",
                                json("{'version': '0.9', 'index_id': '" + id + "', 'doc_mapping': " + docMapping + "}"))
                        .status())
                .isEqualTo(200);
    }

    @Test
    @Proves({"MAP-15", "D7-01"})
    void optionsOfTextHaveTheirEffect() {
        create("map-text", """
                {'mode': 'strict', 'field_mappings': [
                  {'name': 'id', 'type': 'u64', 'fast': true},
                  {'name': 'words', 'type': 'text', 'record': 'position'},
                  {'name': 'basic', 'type': 'text'},
                  {'name': 'hidden', 'type': 'text', 'stored': false},
                  {'name': 'column', 'type': 'text', 'indexed': false, 'fast': true},
                  {'name': 'kept', 'type': 'text', 'indexed': false}]}""");
        ingest(
                "map-text",
                "{'id': 1, 'words': 'big red dog', 'basic': 'big red dog', 'hidden': 'see', 'column': 'Mid', 'kept': 'k'}");

        assertThat(ids("map-text", "words:\"red dog\"")).containsExactly(1);
        assertQueryRefused(
                "map-text", "basic:\"red dog\"", "Applied phrase query on field which does not have positions");
        assertThat(hit("map-text", "hidden:see").has("hidden")).isFalse();
        assertThat(ids("map-text", "column:Mid AND column:[L TO N] AND column:*"))
                .containsExactly(1);
        assertThat(ids("map-text", "column:mid")).isEmpty();
        assertQueryRefused("map-text", "kept:k", "field kept is not full-text searchable");
        assertFieldRefused(
                "{'name': 'x', 'type': 'text', 'indexed': false, 'record': 'basic'}",
                "`record`, `tokenizer`, and `fieldnorms` parameters are allowed only if indexed is true");
    }

    @Test
    @Proves({"MAP-17", "MAP-18", "MAP-19", "MAP-20", "MAP-22", "D6-01", "D6-02"})
    void valuesAreCoercedOrRefusedByType() {
        create("map-types", """
                {'mode': 'strict', 'field_mappings': [
                  {'name': 'u', 'type': 'u64'}, {'name': 'us', 'type': 'u64', 'output_format': 'string'},
                  {'name': 'i', 'type': 'i64', 'coerce': false}, {'name': 'f', 'type': 'f64'}, {'name': 'b', 'type': 'bool'},
                  {'name': 'ip', 'type': 'ip'}, {'name': 'x', 'type': 'bytes', 'input_format': 'hex'}]}""");

        assertTaken("{'u': '+042'}", "{'u': 42}");
        assertTaken("{'us': 18446744073709551615}", "{'us': '18446744073709551615'}");
        assertTaken("{'i': -9223372036854775808}", "{'i': -9223372036854775808}");
        assertTaken("{'f': 5}", "{'f': 5.0}");
        assertTaken("{'f': '.5'}", "{'f': 0.5}");
        assertTaken("{'ip': '::ffff:10.1.2.3'}", "{'ip': '10.1.2.3'}");
        assertTaken("{'ip': '2001:DB8:0:0::1'}", "{'ip': '2001:db8::1'}");
        assertTaken("{'x': 'DEADbeef'}", "{'x': '3q2+7w=='}");
        assertNotTaken("{'u': -1}", "expected u64, got inconvertible JSON number `-1`");
        assertNotTaken("{'u': 5.0}", "expected u64, got inconvertible JSON number `5.0`");
        assertNotTaken("{'u': '0x2A'}", "failed to coerce JSON string `\"0x2A\"` to u64");
        assertNotTaken("{'u': true}", "expected JSON number or string, got `true`");
        assertNotTaken("{'u': [1]}", "the document contains an array of values but a single value is expected: \"u\"");
        assertNotTaken("{'i': '5'}", "enable coercion to i64 with the `coerce` parameter in the field mapping");
        assertNotTaken("{'b': 'true'}", "expected boolean, got `\"true\"`");
        assertNotTaken("{'ip': '10.1.2.3/8'}", "failed to parse IP address `10.1.2.3/8`: invalid IP address syntax");
        assertNotTaken("{'x': 'abc'}", "expected hex string, got `abc`: Odd number of digits");
    }

    private static void assertTaken(String document, String hit) {
        assertThat(ingest("map-types", document).path("num_ingested_docs").intValue())
                .as(document)
                .isEqualTo(1);
        assertThat(search("map-types", "*", "&max_hits=1").path("hits").get(0)).isEqualTo(parsed(hit));
    }

    private static void assertNotTaken(String document, String message) {
        assertThat(failure(ingest("map-types", document), 0)).endsWith(message);
    }

    @Test
    @Proves({"MAP-21", "D5-01", "D5-02", "D5-03"})
    void datesAreReadKeptAndWrittenAsTheMappingSays() {
        create("map-dates", """
                {'mode': 'strict', 'field_mappings': [
                  {'name': 'id', 'type': 'u64', 'fast': true},
                  {'name': 'd', 'type': 'datetime', 'fast': true},
                  {'name': 'ms', 'type': 'datetime', 'fast': true, 'fast_precision': 'milliseconds',
                   'input_formats': ['%d/%m/%Y %H:%M:%S.%f', 'unix_timestamp'], 'output_format': 'unix_timestamp_millis'}]}""");
        JsonNode taken = ingest(
                "map-dates",
                "{'id': 1, 'd': '2026-01-02T03:04:05.678Z', 'ms': '02/01/2026 03:04:05.678'}",
                "{'id': 2, 'd': 1767323045, 'ms': 1767323045999}",
                "{'id': 3, 'd': 'soon'}",
                "{'id': 4, 'ms': '2026-01-02T03:04:05Z'}",
                "{'id': 5, 'd': true}");

        assertThat(taken.path("num_rejected_docs").intValue())
                .as(taken.toString())
                .isEqualTo(3);
        assertThat(failure(taken, 0))
                .endsWith("failed to parse datetime `soon` using the following formats: `rfc3339`, `unix_timestamp`");
        assertThat(failure(taken, 2))
                .endsWith("failed to parse datetime: expected a float, integer, or string, got `true`");
        assertThat(hit("map-dates", "id:1"))
                .isEqualTo(parsed("{'id': 1, 'd': '2026-01-02T03:04:05.678Z', 'ms': 1767323045678}"));
        assertThat(ids("map-dates", "d:\"2026-01-02T03:04:05Z\"")).containsExactly(1, 2);
        assertThat(ids("map-dates", "d:>2026-01-02T03:04:05.1Z")).isEmpty();
        assertThat(ids("map-dates", "ms:>2026-01-02T03:04:05.7Z")).containsExactly(2);
        assertFieldRefused(
                "{'name': 'x', 'type': 'datetime', 'input_formats': ['rfc9999']}", "unknown input format: `rfc9999`");
    }

    @Test
    @Proves({"MAP-23", "MAP-24", "MAP-25", "D3-01"})
    void jsonArraysAndObjectsNest() {
        create("map-nest", """
                {'mode': 'strict', 'field_mappings': [
                  {'name': 'id', 'type': 'u64', 'fast': true},
                  {'name': 'j', 'type': 'json', 'fast': true},
                  {'name': 'flat', 'type': 'json', 'expand_dots': false},
                  {'name': 'tags', 'type': 'array<text>', 'tokenizer': 'raw', 'fast': true},
                  {'name': 'o', 'type': 'object', 'field_mappings': [{'name': 'n', 'type': 'array<i64>', 'fast': true}]}]}""");
        ingest(
                "map-nest",
                "{'id': 1, 'j': {'a.b': 1, 'c': [{'d': 'x'}, {'d': 2.5}]}, 'flat': {'a.b': true}, 'tags': 'one', 'o': {'n': [3, null, 4]}}",
                "{'id': 2, 'j': {'a': {'b': 1}}, 'tags': ['one', 'two'], 'o': {}}");

        assertThat(ids("map-nest", "j.a.b:1")).containsExactly(1, 2);
        assertThat(ids("map-nest", "flat.a\\.b:true")).containsExactly(1);
        assertThat(ids("map-nest", "flat.a.b:true")).isEmpty();
        assertThat(ids("map-nest", "j.c.d:x AND j.c.d:2.5")).containsExactly(1);
        assertThat(ids("map-nest", "tags:one AND NOT tags:two")).containsExactly(1);
        assertThat(ids("map-nest", "o.n:[4 TO *]")).containsExactly(1);
        assertThat(hit("map-nest", "id:1"))
                .isEqualTo(
                        parsed(
                                "{'id': 1, 'j': {'a.b': 1, 'c': [{'d': 'x'}, {'d': 2.5}]}, 'flat': {'a.b': true}, 'tags': ['one'], 'o': {'n': [3, 4]}}"));
        assertThat(failure(ingest("map-nest", "{'j': 5}"), 0)).endsWith("expected object, got `5`");
        assertThat(failure(ingest("map-nest", "{'o': [1]}"), 0)).contains("expected an JSON object, got [1]");
        assertFieldRefused("{'name': 'x', 'type': 'object', 'field_mappings': []}", "x");
        assertFieldRefused(
                "{'name': 'x', 'type': 'array<bytes>', 'fast': true}", "fast field is not allowed for array<bytes>");
    }

    @Test
    @Proves({"MAP-26", "D4-01"})
    void aConcatenatedFieldHoldsTheTextOfOthers() {
        create("map-concat", """
                {'field_mappings': [
                  {'name': 'id', 'type': 'u64', 'fast': true},
                  {'name': 'title', 'type': 'text', 'tokenizer': 'raw'}, {'name': 'n', 'type': 'i64'},
                  {'name': 'j', 'type': 'json'},
                  {'name': 'all', 'type': 'concatenate', 'concatenate_fields': ['title', 'n', 'j'], 'include_dynamic_fields': true}]}""");
        ingest("map-concat", "{'id': 1, 'title': 'Big Dog', 'n': -7, 'j': {'k': ['Red']}, 'more': {'x': 'Deep'}}");

        for (String word : List.of("big", "dog", "-7", "red", "deep")) {
            assertThat(ids("map-concat", "all:" + word)).as(word).containsExactly(1);
        }
        assertThat(ids("map-concat", "all:cat")).isEmpty();
        assertThat(hit("map-concat", "id:1").has("all")).isFalse();
        assertFieldRefused("{'name': 'x', 'type': 'concatenate'}", "concatenate type must have at least one sub-field");
    }

    @Test
    @Proves("MAP-30")
    void scoresHeedTheLengthOnlyWithFieldnorms() {
        create("map-norms", """
                {'field_mappings': [{'name': 'id', 'type': 'u64', 'fast': true},
                  {'name': 'with', 'type': 'text', 'record': 'freq', 'fieldnorms': true},
                  {'name': 'without', 'type': 'text', 'record': 'freq'}]}""");
        ingest(
                "map-norms",
                "{'id': 1, 'with': 'dog', 'without': 'dog'}",
                "{'id': 2, 'with': 'dog among many other words', 'without': 'dog among many other words'}",
                "{'id': 3, 'with': 'a dog', 'without': 'a dog'}");

        assertThat(ids(search("map-norms", "with:dog", "&sort_by=_score"))).containsExactly(1, 3, 2);
        assertThat(ids(search("map-norms", "without:dog", "&sort_by=_score,-id")))
                .containsExactly(1, 2, 3);
    }

    @Test
    @Proves({"MAP-06", "MAP-31"})
    void thePartitionKeyIsALittleLanguage() {
        for (String key :
                new String[] {"a", "a,b", "hash_mod(a, 8)", "hash_mod((a,b.c), 50)", "a , hash_mod(hash_mod(b, 9), 2)"
                }) {
            node.call("DELETE", "/api/v1/indexes/map-key", "", "");
            create("map-key", "{'partition_key': '" + key + "'}");
            assertThat(config("map-key")
                            .path("doc_mapping")
                            .path("partition_key")
                            .stringValue())
                    .isEqualTo(key);
        }
        assertKeyRefused("md5(a)", "unknown function `md5`");
        assertKeyRefused("hash_mod(a)", "failed to interpret the partition key");
        assertKeyRefused("hash_mod(a,b, 3)", "failed to interpret the partition key");
        assertKeyRefused("a,,b", "failed to interpret the partition key");
    }

    private static void assertKeyRefused(String key, String message) {
        assertConfigRefused("{'partition_key': '" + key + "'}", "", message);
    }

    private static JsonNode hit(String id, String query) {
        JsonNode answer = search(id, query);
        assertThat(answer.path("num_hits").intValue()).as(query).isEqualTo(1);
        return answer.path("hits").get(0);
    }

    private static String failure(JsonNode answer, int number) {
        return answer.path("parse_failures").path(number).path("message").stringValue("");
    }
}
