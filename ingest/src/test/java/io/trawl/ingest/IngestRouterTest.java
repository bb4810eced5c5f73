package io.trawl.ingest;

import static io.trawl.ingest.IngestFixture.context;
import static io.trawl.ingest.IngestFixture.request;
import static io.trawl.ingest.IngestFixture.unpublished;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trawl.common.ErrorCode;
import io.trawl.common.TrawlException;
import io.trawl.metastore.IndexMetadata;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class IngestRouterTest {
    private static final String MAPPING = """
            doc_mapping:
              mode: strict
              field_mappings:
                - name: timestamp
                  type: datetime
                  fast: true
                - name: status
                  type: u64
              timestamp_field: timestamp
            """;

    private final IngestFixture fixture = new IngestFixture();
    private final IndexMetadata index = fixture.createIndex("logs", MAPPING);
    private final Ingester ingester = fixture.ingester(LogFixture.newDisk());
    private final IngestRouter router = fixture.router(ingester);

    @AfterEach
    void close() {
        ingester.close();
        fixture.close();
    }

    @Test
    void keepsTheGoodDocumentsAndNamesTheBadOnes() {
        String body = """
                {"timestamp":"2026-01-01T00:00:00Z","status":200}
                not json

                [1]
                {"timestamp":"2026-01-01T00:00:01Z","status":"high"}
                {"timestamp":"2026-01-01T00:00:02Z","colour":"red"}
                {"status":200}
                {"timestamp":"2026-01-01T00:00:03Z","status":404}""";

        IngestResponse response = router.ingest(request("logs", body, CommitType.AUTO), context());

        assertThat(response.numDocsForProcessing()).isEqualTo(7);
        assertThat(response.numIngestedDocs()).isEqualTo(2);
        assertThat(response.numRejectedDocs()).isEqualTo(5);
        List<ParseFailure> failures = response.parseFailures().orElseThrow();
        assertThat(failures.stream().map(ParseFailure::reason))
                .containsExactly("invalid_json", "invalid_json", "invalid_schema", "invalid_schema", "invalid_schema");
        assertThat(failures.getFirst())
                .isEqualTo(new ParseFailure("failed to parse JSON document", "not json", "invalid_json"));
        assertThat(unpublished(ingester, index))
                .containsExactly(
                        "{\"timestamp\":\"2026-01-01T00:00:00Z\",\"status\":200}",
                        "{\"timestamp\":\"2026-01-01T00:00:03Z\",\"status\":404}");
        assertThat(router.validDocuments()).isEqualTo(2);
        assertThat(router.invalidDocuments()).isEqualTo(5);
    }

    @Test
    void rejectsWhatIsNotUtf8AndABatchWithAByteOrderMark() {
        byte[] good = "{\"timestamp\":\"2026-01-01T00:00:00Z\"}".getBytes(StandardCharsets.UTF_8);
        byte[] body = new byte[3 + 2 * good.length + 3];
        body[0] = (byte) 0xEF;
        body[1] = (byte) 0xBB;
        body[2] = (byte) 0xBF;
        System.arraycopy(good, 0, body, 3, good.length);
        body[3 + good.length] = '\n';
        body[4 + good.length] = (byte) 0xFF;
        body[5 + good.length] = '\n';
        System.arraycopy(good, 0, body, 6 + good.length, good.length);

        IngestResponse response =
                router.ingest(new IngestRequest("logs", body, 0, body.length, CommitType.AUTO, true), context());

        assertThat(response.numIngestedDocs()).isEqualTo(1);
        assertThat(response.parseFailures().orElseThrow())
                .allMatch(failure -> failure.reason().equals("invalid_json"))
                .hasSize(2);
    }

    @Test
    void rejectsADocumentAboveTheLimitAndKeepsItsNeighbours() {
        String good = "{\"timestamp\":\"2026-01-01T00:00:00Z\"}\n";
        String body = good + "{\"x\":\"" + "y".repeat(9_000_000) + "\"}\n" + good;

        IngestResponse response = router.ingest(request("logs", body, CommitType.AUTO), context());

        assertThat(response.numIngestedDocs()).isEqualTo(2);
        ParseFailure failure = response.parseFailures().orElseThrow().getFirst();
        assertThat(failure.reason()).isEqualTo("document_too_large");
        assertThat(failure.message()).contains("8.6 MiB").contains("8.0 MiB");
        assertThat(failure.document().length()).isLessThan(100_000);
    }

    @Test
    void takesEveryLineWhenValidationIsOff() {
        IndexMetadata lax = fixture.createIndex("lax", MAPPING + "ingest_settings:\n  validate_docs: false\n");

        IngestResponse response = router.ingest(request("lax", "not json\n{}\n", CommitType.AUTO), context());

        assertThat(response.numIngestedDocs()).isEqualTo(2);
        assertThat(response.parseFailures()).contains(List.of());
        assertThat(unpublished(ingester, lax)).containsExactly("not json", "{}");
    }

    @Test
    void answersAnEmptyBodyWithoutTouchingTheLog() {
        IngestResponse response = router.ingest(request("logs", "\n \n", CommitType.FORCE), context());

        assertThat(response.isForEmptyBody()).isTrue();
        assertThat(ingester.statistics().appends()).isZero();
    }

    @Test
    void hasAnIndexMadeThatIsNotThere() {
        IngestRouter creating = fixture.router(
                ingester, (indexId, context) -> Optional.of(fixture.createIndex(indexId, "doc_mapping: {}")));

        IngestResponse first = creating.ingest(request("made", "{\"a\":1}", CommitType.AUTO), context());
        IngestResponse second = creating.ingest(request("made", "{\"a\":2}", CommitType.AUTO), context());

        assertThat(first.numIngestedDocs() + second.numIngestedDocs()).isEqualTo(2);
        IndexMetadata made = fixture.metastore().view().index("made").orElseThrow();
        assertThat(unpublished(ingester, made)).containsExactly("{\"a\":1}", "{\"a\":2}");
    }

    @Test
    void knowsNoIndexThatIsNotThere() {
        assertThatThrownBy(() -> router.ingest(request("nothing", "{}", CommitType.AUTO), context()))
                .isInstanceOfSatisfying(
                        TrawlException.class,
                        failure -> assertThat(failure.code()).isEqualTo(ErrorCode.NOT_FOUND))
                .hasMessage("index `nothing` not found");
    }
}
