package io.trawl.server.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trawl.testkit.Proves;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The search stream's bytes, rows STR.
class StreamContractTest extends ContractTest {
    private static final String MAPPING = """
            {'mode': 'strict', 'field_mappings': [
              {'name': 'i', 'type': 'i64', 'fast': true}, {'name': 'u', 'type': 'u64', 'fast': true},
              {'name': 'part', 'type': 'i64', 'fast': true}, {'name': 'slow', 'type': 'u64'},
              {'name': 'd', 'type': 'datetime', 'fast': true, 'fast_precision': 'milliseconds'}]}""";

    private static HttpResponse<byte[]> stream(String id, String parameters) throws IOException, InterruptedException {
        try (HttpClient http =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            return http.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + node.port() + "/api/v1/" + id
                                    + "/search/stream?query=*&" + parameters))
                            .build(),
                    HttpResponse.BodyHandlers.ofByteArray());
        }
    }

    private static List<Long> longs(HttpResponse<byte[]> answer) {
        assertThat(answer.statusCode()).isEqualTo(200);
        ByteBuffer bytes = ByteBuffer.wrap(answer.body()).order(ByteOrder.LITTLE_ENDIAN);
        List<Long> values = new ArrayList<>();
        while (bytes.hasRemaining()) {
            values.add(bytes.getLong());
        }
        return values;
    }

    @Test
    @Proves({"STR-05", "STR-06", "STR-07"})
    void rowsAreEightBytesLittleEndian() throws IOException, InterruptedException {
        create("str", MAPPING);
        ingest(
                "str",
                "{'i': -2, 'u': 18446744073709551615, 'part': 7, 'd': '2026-01-01T00:00:00.5Z'}",
                "{'i': 300, 'u': 1, 'part': 7}");

        assertThat(longs(stream("str", "fast_field=i&output_format=click_house_row_binary")))
                .containsExactlyInAnyOrder(-2L, 300L);
        assertThat(longs(stream("str", "fast_field=u&output_format=click_house_row_binary")))
                .containsExactlyInAnyOrder(-1L, 1L);
        assertThat(longs(stream("str", "fast_field=i&output_format=click_house_row_binary&partition_by_field=part")))
                .hasSize(4)
                .startsWith(7L, 16L)
                .contains(-2L, 300L);
        assertThat(longs(stream("str", "fast_field=d&output_format=click_house_row_binary")))
                .hasSize(1);
        assertThat(stream("str", "fast_field=u&output_format=click_house_row_binary&partition_by_field=part")
                        .statusCode())
                .isEqualTo(400);
        HttpResponse<byte[]> slow = stream("str", "fast_field=slow&output_format=csv");
        assertThat(slow.statusCode()).isEqualTo(400);
        assertThat(new String(slow.body(), java.nio.charset.StandardCharsets.UTF_8))
                .contains("Field `slow` is not a fast field");
    }

    @Test
    @Proves("STR-09")
    void aStreamThatFailsDoesNotEndAsIfItWereWhole() throws IOException, InterruptedException {
        create("str-broken", MAPPING);
        ingest("str-broken", "{'i': 1}");
        Path folder = Path.of(URI.create(config("str-broken").path("index_uri").stringValue()));
        String split = node.get("/api/v1/indexes/str-broken/splits")
                .json()
                .path("splits")
                .get(0)
                .path("split_id")
                .stringValue();
        ingest("str-broken", "{'i': 2}");
        Files.delete(folder.resolve(split + ".split"));

        assertThatThrownBy(() -> {
                    HttpResponse<byte[]> answer = stream("str-broken", "fast_field=i&output_format=csv");
                    if (answer.statusCode() != 200) {
                        throw new IOException("refused with " + answer.statusCode());
                    }
                })
                .isInstanceOf(IOException.class);
    }
}
