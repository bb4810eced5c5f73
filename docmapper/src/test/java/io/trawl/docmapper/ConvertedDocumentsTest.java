package io.trawl.docmapper;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/// Documents that were stored under one mapping, shown by another.
final class ConvertedDocumentsTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void numbersAndTextsConvertBothWays() {
        assertThat(convert("u64", "text", "7")).isEqualTo("\"7\"");
        assertThat(convert("i64", "text", "-7")).isEqualTo("\"-7\"");
        assertThat(convert("f64", "text", "5")).isEqualTo("\"5\"");
        assertThat(convert("f64", "text", "0.25")).isEqualTo("\"0.25\"");
        assertThat(convert("u64", "text", "18446744073709551615")).isEqualTo("\"18446744073709551615\"");
        assertThat(convert("text", "u64", "\"12\"")).isEqualTo("12");
        assertThat(convert("text", "u64", "\"abc\"")).isEqualTo("absent");
        assertThat(convert("text", "u64", "\"-1\"")).isEqualTo("absent");
        assertThat(convert("text", "f64", "\"1.5\"")).isEqualTo("1.5");
        assertThat(convert("u64", "f64", "3")).isEqualTo("3.0");
        assertThat(convert("f64", "u64", "3")).isEqualTo("3");
        assertThat(convert("f64", "u64", "3.5")).isEqualTo("absent");
        assertThat(convert("i64", "u64", "-3")).isEqualTo("absent");
    }

    @Test
    void truthConvertsToNumbersAndTexts() {
        assertThat(convert("bool", "u64", "true")).isEqualTo("1");
        assertThat(convert("bool", "f64", "false")).isEqualTo("0.0");
        assertThat(convert("bool", "text", "true")).isEqualTo("\"true\"");
        assertThat(convert("u64", "bool", "1")).isEqualTo("true");
        assertThat(convert("u64", "bool", "0")).isEqualTo("false");
        assertThat(convert("u64", "bool", "2")).isEqualTo("absent");
        assertThat(convert("text", "bool", "\"false\"")).isEqualTo("false");
        assertThat(convert("text", "bool", "\"no\"")).isEqualTo("absent");
    }

    @Test
    void timesConvertToTextAndBack() {
        assertThat(convert("datetime", "text", "\"2020-01-02T04:04:05.50+01:00\""))
                .isEqualTo("\"2020-01-02T03:04:05.5Z\"");
        assertThat(convert("text", "datetime", "\"2020-01-02T03:04:05Z\"")).isEqualTo("\"2020-01-02T03:04:05Z\"");
        assertThat(convert("text", "datetime", "\"yesterday\"")).isEqualTo("absent");
        assertThat(convertFields(
                        "{'name':'f','type':'datetime','input_formats':['unix_timestamp'],"
                                + "'output_format':'unix_timestamp_secs'}",
                        "{'name':'f','type':'datetime','input_formats':['rfc2822'],'output_format':'rfc2822'}",
                        "1577934245"))
                .isEqualTo("\"Thu, 02 Jan 2020 03:04:05 +0000\"");
    }

    @Test
    void listsAndSingleValuesConvert() {
        assertThat(convert("array<text>", "text", "[\"p\",\"q\"]")).isEqualTo("\"p\"");
        assertThat(convert("array<text>", "u64", "[\"p\",\"5\",\"6\"]")).isEqualTo("5");
        assertThat(convert("array<text>", "text", "[]")).isEqualTo("absent");
        assertThat(convert("text", "array<text>", "\"solo\"")).isEqualTo("[\"solo\"]");
        assertThat(convert("array<u64>", "array<text>", "[1,2]")).isEqualTo("[\"1\",\"2\"]");
    }

    @Test
    void bytesKeepTheirValueWhateverTheirFormat() {
        assertThat(convertFields(
                        "{'name':'f','type':'bytes','input_format':'base64','output_format':'base64'}",
                        "{'name':'f','type':'bytes','input_format':'hex','output_format':'hex'}",
                        "\"AQID\""))
                .isEqualTo("\"010203\"");
        assertThat(convertFields(
                        "{'name':'f','type':'bytes','input_format':'hex'}", "{'name':'f','type':'text'}", "\"0102\""))
                .isEqualTo("\"AQI=\"");
    }

    @Test
    void objectsAndJsonConvertMemberByMember() {
        assertThat(convertFields(
                        "{'name':'f','type':'json'}",
                        "{'name':'f','type':'object','field_mappings':[{'name':'a','type':'text'}]}",
                        "{\"a\":1,\"b\":2}"))
                .isEqualTo("{\"a\":\"1\"}");
        assertThat(convertFields(
                        "{'name':'f','type':'object','field_mappings':[{'name':'a','type':'u64'}]}",
                        "{'name':'f','type':'json'}",
                        "{\"a\":1,\"b\":2}"))
                .isEqualTo("{\"a\":1}");
        assertThat(convert("json", "u64", "{\"a\":1}")).isEqualTo("absent");
    }

    @Test
    void whatWasNotStoredIsNotShown() {
        String older = "{'mode':'lenient','field_mappings':[{'name':'kept','type':'text'},"
                + "{'name':'hidden','type':'text','stored':false}]}";
        String line = "{\"kept\":\"a\",\"hidden\":\"b\",\"unknown\":\"c\"}";

        assertThat(show(older, "{'mode':'dynamic'}", line)).isEqualTo("{\"kept\":\"a\"}");
        assertThat(show(older, "{'mode':'lenient','field_mappings':[{'name':'unknown','type':'text'}]}", line))
                .isEqualTo("{}");
    }

    @Test
    void removedFieldsKeepTheirStoredFormInDynamicMode() {
        String older =
                "{'mode':'lenient','field_mappings':[{'name':'list','type':'array<text>'},{'name':'b','type':'bool'},"
                        + "{'name':'t','type':'datetime','output_format':'unix_timestamp_secs'},"
                        + "{'name':'n','type':'f64','output_format':'string'}]}";
        String line = "{\"list\":[\"p\",\"q\"],\"b\":true,\"t\":\"2020-01-02T03:04:05Z\",\"n\":3}";

        assertThat(show(older, "{'mode':'dynamic'}", line))
                .isEqualTo("{\"list\":[\"p\",\"q\"],\"b\":true,\"t\":\"2020-01-02T03:04:05Z\",\"n\":3.0}");
    }

    @Test
    void dynamicValuesConvertToDeclaredOnes() {
        String today = "{'mode':'lenient','field_mappings':[{'name':'n','type':'u64'},{'name':'s','type':'text'},"
                + "{'name':'t','type':'datetime','output_format':'unix_timestamp_secs'}]}";

        assertThat(show("{'mode':'dynamic'}", today, "{\"n\":\"5\",\"s\":7,\"t\":\"1970-01-01T00:01:00Z\",\"x\":1}"))
                .isEqualTo("{\"n\":5,\"s\":\"7\",\"t\":60}");
    }

    private static String convert(String olderType, String type, String value) {
        return convertFields("{'name':'f','type':'" + olderType + "'}", "{'name':'f','type':'" + type + "'}", value);
    }

    private static String convertFields(String olderField, String field, String value) {
        String shown = show(
                "{'mode':'lenient','field_mappings':[" + olderField + "]}",
                "{'mode':'lenient','field_mappings':[" + field + "]}",
                "{\"f\":" + value + "}");
        JsonNode found = JSON.readTree(shown).get("f");
        return found == null ? "absent" : found.toString();
    }

    private static String show(String older, String today, String line) {
        byte[] bytes = Mappings.utf8(line);
        return DocMapper.of(Mappings.mapping(today.replace('\'', '"')))
                .rendererOf(Mappings.mapping(older.replace('\'', '"')))
                .render(bytes, 0, bytes.length)
                .toString();
    }
}
