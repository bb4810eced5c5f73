package io.trawl.server.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.trawl.testkit.Proves;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// The query language, sections A.11 and C, by what queries find in eight documents.
class QueryContractTest extends ContractTest {
    @BeforeAll
    static void indexEightDocuments() {
        create("qlang", """
                {'mode': 'strict', 'store_source': true, 'field_mappings': [
                  {'name': 'id', 'type': 'u64', 'fast': true},
                  {'name': 'body', 'type': 'text', 'record': 'position'},
                  {'name': 'note', 'type': 'text'},
                  {'name': 'level', 'type': 'text', 'tokenizer': 'raw', 'fast': true},
                  {'name': 'u', 'type': 'u64', 'fast': true},
                  {'name': 'bare', 'type': 'u64'},
                  {'name': 'i', 'type': 'i64', 'fast': true},
                  {'name': 'f', 'type': 'f64', 'fast': true},
                  {'name': 'ok', 'type': 'bool', 'fast': true},
                  {'name': 'ip', 'type': 'ip', 'fast': true},
                  {'name': 'x', 'type': 'bytes', 'fast': true},
                  {'name': 'ts', 'type': 'datetime', 'fast': true},
                  {'name': 'with.dot', 'type': 'text'},
                  {'name': 'col', 'type': 'text', 'indexed': false, 'fast': {'normalizer': 'lowercase'}},
                  {'name': 'j', 'type': 'json', 'fast': true}]}""", ", 'search_settings': {'default_search_fields': ['body', 'note']}");
        ingest(
                "qlang",
                "{'id': 1, 'body': 'the quick brown fox', 'level': 'INFO', 'u': 0, 'i': -5, 'f': 1.5, 'ok': true}",
                "{'id': 2, 'body': 'quick red fox', 'note': 'seen twice', 'level': 'WARN', 'u': 18446744073709551615}",
                "{'id': 3, 'body': 'lazy dog', 'note': 'fox-trot', 'level': 'ERROR', 'ip': '10.1.2.3', 'bare': 7}",
                "{'id': 4, 'level': 'a+b', 'ip': '2001:db8::1', 'x': '3q2+7w==', 'ts': '2026-01-02T03:04:05.6Z'}",
                "{'id': 5, 'level': 'AND', 'ts': '2026-01-02T00:00:00Z', 'with.dot': 'dotted', 'col': 'MiXed'}",
                "{'id': 6, 'level': '', 'j': {'n': 7, 's': 'Red', 'b.c': 1, 't': '2026-01-02T00:00:00Z', 'z': '007'}}",
                "{'id': 7, 'level': 'two words', 'j': {'n': 7.5, 's': '7', 'b': {'c': 1}, 'deep': {'x': true}}}",
                "{'id': 8, 'level': '*', 'u': 42, 'i': 9223372036854775807, 'f': -0.25, 'ok': false}");
        create("qlang-dynamic", "{}");
        ingest(
                "qlang-dynamic",
                "{'id': 1, 'who': 'Ann', 'n': 1}",
                "{'id': 2, 'who': 'ann', 'n': '1'}",
                "{'id': 3, 'n': 1.0}");
    }

    private static void assertFinds(String query, Integer... expected) {
        assertThat(ids("qlang", query)).as(query).containsExactly(expected);
    }

    private static void assertRefusedQuery(String query, String message) {
        assertQueryRefused("qlang", query, message);
    }

    @Test
    @Proves({"QLA-01", "QLA-02", "QLA-03", "QLA-18", "C1-02", "C1-03", "C8-01"})
    void operatorsBindAsTheyShould() {
        assertFinds("quick", 1, 2);
        assertFinds("quick fox", 1, 2);
        assertFinds("quick brown", 1);
        assertFinds("dog OR quick AND red", 2, 3);
        assertFinds("(dog OR quick) AND red", 2);
        assertFinds("quick NOT red", 1);
        assertFinds("NOT quick AND fox", 3);
        assertFinds("+quick -red", 1);
        assertFinds("+quick dog", new Integer[0]);
        assertFinds("+quick OR dog", 1, 2);
        assertFinds("-body:* -j:*", 4, 5, 8);
        assertFinds("NOT NOT quick", 1, 2);
        assertFinds("quick OR -id:<8", 1, 2, 8);
    }

    @Test
    @Proves({"C1-01", "C1-06", "C1-08", "C11-01"})
    void keywordsAreUpperCaseAndBlanksSeparate() {
        assertFinds("  quick\n\tred  ", 2);
        assertFinds("quick or red", new Integer[0]);
        assertFinds("level:\"AND\"", 5);
        assertThat(ids("qlang", "")).hasSize(8).isEqualTo(ids("qlang", "   ")).isEqualTo(ids("qlang", "*"));
        assertRefusedQuery("level:AND", "failed to parse query");
        assertRefusedQuery("level:in [INFO]", "failed to parse query");
    }

    @Test
    @Proves({"QLA-25", "C1-07", "C3-14"})
    void whatDoesNotParseIsRefusedWithItsPlace() {
        for (String query : new String[] {
            "(quick",
            "quick)",
            "\"quick",
            "quick AND",
            "AND quick",
            "level:",
            "u:[1 2]",
            "u:[1 TO 2",
            "()",
            "level:IN [a",
            "a:b:c",
            "quick^",
            "quick^-2",
            "level:\"a\"~x",
            "NOT",
            "f:-word",
            "u:[\"1\" TO \"2\"]"
        }) {
            assertRefusedQuery(query, "failed to parse query: `" + query + "`");
        }
        assertThat(trySearch("qlang", "quick AND (").json().path("message").stringValue())
                .contains("(at character ");
        assertRefusedQuery("nope:x", "invalid query: field does not exist: `nope`");
        assertRefusedQuery("quick OR nope:x", "invalid query: field does not exist: `nope`");
        assertRefusedQuery("level.sub:x", "invalid query: field does not exist: `level.sub`");
        assertQueryRefused("qlang-dynamic", "ann", "query requires a default search field and none was supplied");
    }

    @Test
    @Proves({"QLA-04", "QLA-05", "QLA-06", "QLA-15", "C3-01", "C3-02", "C3-03", "C3-04", "C3-05"})
    void phrasesHaveOrderRoomAndOpenEnds() {
        assertFinds("body:\"quick fox\"", new Integer[0]);
        assertFinds("body:\"brown fox\"", 1);
        assertFinds("body:\"quick fox\"~1", 1, 2);
        assertFinds("body:\"fox quick\"~2", new Integer[0]);
        assertFinds("body:\"fox quick\"~3", 1, 2);
        assertFinds("body:\"quick br\"*", 1);
        assertFinds("body:\"qui\"*", 1, 2);
        assertFinds("body:'fox quick'", 1, 2);
        assertFinds("note:'trot fox'", 3);
        assertFinds("note:fox-trot", 3);
        assertFinds("body:quick-fox", new Integer[0]);
        assertFinds("body:quick-red", 2);
        assertFinds("body:\"!!\"", new Integer[0]);
        assertFinds("level:\"\"", 6);
        assertRefusedQuery(
                "note:\"fox trot\"",
                "invalid query: query is incompatible with schema. Applied phrase query on field which does not have"
                        + " positions indexed)");
        assertRefusedQuery("note:\"fox tr\"*", "PhrasePrefix query on a field which does not have positions indexed");
    }

    @Test
    @Proves({"QLA-07", "QLA-13", "C3-06", "C3-07", "C9-01"})
    void wildcardsAndPatternsMatchWholeTerms() {
        assertFinds("body:QU*", 1, 2);
        assertFinds("qui*", 1, 2);
        assertFinds("level:I?F*", 1);
        assertFinds("level:i*", new Integer[0]);
        assertFinds("level:*o", new Integer[0]);
        assertFinds("level:two\\ w*", 7);
        assertFinds("level:/[A-Z]{4}/", 1, 2);
        assertFinds("level:/NFO/", new Integer[0]);
        assertFinds("level:/(?i)info/", 1);
        assertFinds("body:/QUI.*/", 1, 2);
        assertFinds("j.s:R*", 6);
        assertFinds("j.s:/r.d/", new Integer[0]);
        assertRefusedQuery("u:4*", "trying to run a Wildcard query on a non-text field");
        assertRefusedQuery("ip:/1.*/", "trying to run a regex query on a non-text field");
        assertRefusedQuery("level:/[a/", "invalid query: failed to parse regex");
        assertRefusedQuery("level:/(?=a)b/", "invalid query: failed to parse regex");
        assertRefusedQuery("/qui.*/", "with multiple fields is not supported");
    }

    @Test
    @Proves({"QLA-08", "C3-08"})
    void setsHoldExactValues() {
        assertFinds("level:IN [INFO WARN nope]", 1, 2);
        assertFinds("level:IN [\"two words\" 'AND']", 5, 7);
        assertFinds("body:IN [Quick]", new Integer[0]);
        assertFinds("IN [quick trot]", 1, 2, 3);
        assertFinds("u:IN [42 0 00]", 1, 8);
        assertFinds("ip:IN ['2001:db8::0:1']", 4);
        assertFinds("level:IN []", new Integer[0]);
        assertRefusedQuery("u:IN [1 x]", "expected a `u64` search value for field `u`, got `x`");
    }

    @Test
    @Proves({"QLA-09", "QLA-20", "QLA-21", "C3-09"})
    void rangesWorkOnEveryOrderedType() {
        assertFinds("u:[0 TO 42]", 1, 8);
        assertFinds("u:{0 TO 42]", 8);
        assertFinds("u:>42", 2);
        assertFinds("u:<= 42", 1, 8);
        assertFinds("u:[42 TO 0]", new Integer[0]);
        assertFinds("i:[* TO -5]", 1);
        assertFinds("f:{-0.25 TO 1.5e0]", 1);
        assertFinds("bare:[1 TO 9]", 3);
        assertFinds("ip:[10.0.0.0 TO 10.255.255.255]", 3);
        assertFinds("ip:>=2001:db8::1", 4);
        assertFinds("x:[00 TO ff]", 4);
        assertFinds("level:[E TO J]", 1, 3);
        assertFinds("col:[MIXED TO mixee]", 5);
        assertFinds("j.n:[7 TO 7.4]", 6);
        assertThat(ids("qlang", "u:[* TO *]")).hasSize(8);
        assertRefusedQuery("ok:[false TO true]", "range query on `bool` field (`ok`) forbidden");
        assertRefusedQuery("u:[-1 TO 5]", "expected `u64` boundary for field `u`");
        assertRefusedQuery("u:>1^2", "expected `u64` boundary for field `u`");
        assertRefusedQuery("[1 TO 2]", "range query with multiple fields is not supported");
    }

    @Test
    @Proves({"QLA-10", "QLA-11", "C3-10", "C3-11"})
    void existenceIsAskedByAStar() {
        assertFinds("ip:*", 3, 4);
        assertFinds("NOT level:* OR u:*", 1, 2, 8);
        assertFinds("j.deep:*", 7);
        assertFinds("j:*", 6, 7);
        assertFinds("ok:(*) AND u:0", 1);
        assertFinds("bare:*", 3);
        assertFinds("NOT *", new Integer[0]);
        assertFinds("level:\"*\"", 8);
        assertRefusedQuery("nope:*", "field does not exist: `nope`");
    }

    @Test
    @Proves({"QLA-12", "C1-09", "C3-12"})
    void boostsWeighAndNeverFilter() {
        assertThat(ids(search("qlang", "brown^9 OR red", "&sort_by=_score"))).containsExactly(1, 2);
        assertThat(ids(search("qlang", "brown OR red^9", "&sort_by=_score"))).containsExactly(2, 1);
        assertFinds("brown^0 OR (red)^2.5", 1, 2);
    }

    @Test
    @Proves({"QLA-14", "C1-04", "C1-05"})
    void aFieldBeforeAGroupReachesIntoIt() {
        assertFinds("level:(INFO OR WARN)", 1, 2);
        assertFinds("level:(INFO OR u:42)", 1, 8);
        assertFinds("level:(-INFO -WARN) AND body:*", 3);
        assertFinds("level : INFO", 1);
        assertThat(node.post("/api/v1/parse-query", json("{'query': 'a:((b))'}"))
                        .json())
                .isEqualTo(node.post("/api/v1/parse-query", json("{'query': 'a:b'}"))
                        .json());
    }

    @Test
    @Proves({"QLA-16", "C2-01", "C2-02", "C2-03", "C4-03"})
    void specialCharactersAreEscaped() {
        assertFinds("level:\"a+b\"", 4);
        assertFinds("level:a+b", 4);
        assertFinds("level:two\\ words", 7);
        assertFinds("with\\.dot:dotted", 5);
        assertRefusedQuery("with.dot:dotted", "field does not exist: `with.dot`");
        assertFinds("level:\\*", new Integer[0]);
        assertFinds("level:'a+b'", 4);
    }

    @Test
    @Proves({"QLA-17", "QLA-23", "C4-01", "C4-02", "C4-04", "C6-03", "C7-06"})
    void pathsLeadIntoJson() {
        assertFinds("j.b.c:1", 6, 7);
        assertFinds("j.b\\.c:1", 6, 7);
        assertFinds("j.n:7.0", 6);
        assertFinds("j.s:7", 7);
        assertFinds("j.s:red", new Integer[0]);
        assertFinds("j.deep.x:true", 7);
        assertFinds("j.z:007", 6);
        assertFinds("j.t:\"2026-01-02T01:00:00+01:00\"", 6);
        assertFinds("j:Red", new Integer[0]);
        assertRefusedQuery("_source.id:1", "field does not exist: `_source.id`");
        assertThat(ids("qlang-dynamic", "who:Ann")).containsExactly(1);
        assertThat(ids("qlang-dynamic", "_dynamic.who:ann")).containsExactly(2);
        assertThat(ids("qlang-dynamic", "n:1")).containsExactly(1, 2, 3);
        assertThat(ids("qlang-dynamic", "n:1.0")).containsExactly(1, 3);
        assertThat(ids("qlang-dynamic", "no.such:x OR nope:[1 TO 2] OR nope:*")).isEmpty();
    }

    @Test
    @Proves({"QLA-19", "C7-04", "C7-07"})
    void datesAreWrittenInManyWays() {
        for (String date : List.of(
                "\"2026-01-02T03:04:05Z\"",
                "\"2026-01-02T03:04:05.999Z\"",
                "\"2026-01-02T04:04:05+01:00\"",
                "\"Fri, 02 Jan 2026 03:04:05 +0000\"",
                "1767323045",
                "1767323045000",
                "1767323045000000",
                "1767323045000000000",
                "\"2026-01-02T03:04:05\"",
                "\"2026-01-02 03:04:05\"",
                "\"2026-01-02 03:04:05.25\"")) {
            assertFinds("ts:" + date, 4);
        }
        assertFinds("ts:2026-01-02", 5);
        assertFinds("ts:2026/01/02", 5);
        assertFinds("ts:[2026-01-02 TO 2026-01-02T03:04:05.1Z]", 4, 5);
        assertRefusedQuery(
                "ts:2026-13-01", "expected a `tantivy_common::datetime::DateTime` search value for field `ts`");
    }

    @Test
    @Proves({"C3-15", "C7-01", "C7-02", "C7-03", "C7-05", "QLA-20", "QLA-21"})
    void valuesAreReadByTheTypeOfTheField() {
        assertFinds("u:18446744073709551615", 2);
        assertFinds("i:-5", 1);
        assertFinds("f:15e-1", 1);
        assertFinds("ok:true", 1);
        assertFinds("ip:10.1.2.3", 3);
        assertFinds("ip:\"::ffff:10.1.2.3\"", 3);
        assertFinds("ip:\"2001:DB8:0::1\"", 4);
        assertFinds("x:deadBEEF", 4);
        assertFinds("x:!3q2+7w", 4);
        assertFinds("x:\"3q2+7w==\"", 4);
        assertRefusedQuery("u:-1", "expected a `u64` search value for field `u`, got `-1`");
        assertRefusedQuery("u:4.0", "expected a `u64` search value for field `u`, got `4.0`");
        assertRefusedQuery("ok:TRUE", "expected a `bool` search value for field `ok`, got `TRUE`");
        assertRefusedQuery("ip:10.1.2", "expected a `core::net::ip_addr::Ipv6Addr` search value for field `ip`");
        assertRefusedQuery("x:zz!", "expected a `alloc::vec::Vec<u8>` search value for field `x`");
        assertRefusedQuery("level:INFO OR u:x", "expected a `u64` search value for field `u`, got `x`");
    }

    @Test
    @Proves({"QLA-22", "C3-13", "C5-01", "C6-01", "C6-02", "SCH-04"})
    void wordsGoToTheDefaultFields() {
        assertFinds("trot", 3);
        assertFinds("dog trot", 3);
        assertThat(ids(search("qlang", "fox", "&search_field=note"))).containsExactly(3);
        assertThat(ids(search("qlang", "INFO", "&search_field=level"))).containsExactly(1);
        assertThat(ids(search("qlang", "[40 TO 50]", "&search_field=u"))).containsExactly(8);
        assertFinds("col:mixed", 5);
        assertFinds("col:MIXED", 5);
        assertFinds("TROT", 3);
        assertRefused(trySearch("qlang", "x", "&search_field=nope"), 400, "field does not exist: `nope`");
    }
}
