package io.trawl.split;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trawl.common.ByteRange;
import io.trawl.common.ErrorCode;
import io.trawl.common.IndexUid;
import io.trawl.common.TrawlException;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class SplitMetadataTest {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private static JsonNode golden(String name) throws IOException {
        try (InputStream in =
                Objects.requireNonNull(SplitMetadataTest.class.getResourceAsStream("/split-metadata/" + name))) {
            return MAPPER.readTree(in);
        }
    }

    private static JsonNode written(SplitMetadata split) {
        return MAPPER.readTree(SplitMetadataJson.toJson(split).toString());
    }

    @Test
    void readsAndWritesVersionOneAsItWasFirstWritten() throws IOException {
        SplitMetadata split = SplitMetadataJson.fromJson(golden("v1.json"));

        assertThat(split.splitId()).isEqualTo("01JZ8QK3WPM1J3FXVY2D5S7H9A");
        assertThat(split.indexUid()).isEqualTo(new IndexUid("logs", "01JZ8QJ0000000000000000000"));
        assertThat(Long.toUnsignedString(split.partitionId())).isEqualTo("17446744073709551615");
        assertThat(split.timeRange()).contains(new SplitTimeRange(1_767_225_600L, 1_767_229_200L));
        assertThat(split.maturity()).isEqualTo(SplitMaturity.immature(Duration.ofHours(48)));
        assertThat(split.tags()).containsExactly("svc!", "svc:api", "svc:web");
        assertThat(split.footerOffsets()).isEqualTo(new ByteRange(104_800_000L, 104_940_000L));
        assertThat(split.fileSize()).isEqualTo(104_940_000L);
        assertThat(written(split)).isEqualTo(golden("v1.expected.json"));
    }

    @Test
    void readsWhatOlderWritersLeftOut() throws IOException {
        SplitMetadata split = SplitMetadataJson.fromJson(golden("v0-minimal.json"));

        assertThat(split.indexUid().indexId()).isEqualTo("logs");
        assertThat(split.uncompressedDocsSize()).isEqualTo(4711);
        assertThat(split.partitionId()).isZero();
        assertThat(split.maturity()).isEqualTo(SplitMaturity.MATURE);
        assertThat(split.docMappingUid()).isEqualTo(SplitMetadata.NIL_DOC_MAPPING_UID);
        assertThat(split.timeRange()).isEmpty();
        assertThat(written(split)).isEqualTo(golden("v0-minimal.expected.json"));
    }

    @Test
    void survivesAJourneyThroughJson() {
        SplitMetadata split = SplitMetadata.builder("01JZ8QK3WPM1J3FXVY2D5S7H9A", new IndexUid("a", "b"))
                .numDocs(7)
                .tags(List.of("b:1", "a!", "b:1"))
                .numMergeOps(3)
                .deleteOpstamp(9)
                .build();

        assertThat(split.tags()).containsExactly("a!", "b:1");
        assertThat(SplitMetadataJson.fromJson(SplitMetadataJson.toJson(split))).isEqualTo(split);
        assertThat(split.toBuilder().build()).isEqualTo(split);
    }

    @Test
    void saysWhatIsWrongWithMetadata() throws IOException {
        JsonNode json = MAPPER.readTree("{\"split_id\":\"x\",\"index_uid\":\"a:b\",\"num_docs\":\"many\"}");

        assertThatThrownBy(() -> SplitMetadataJson.fromJson(json))
                .hasMessageContaining("split x")
                .hasMessageContaining("many")
                .satisfies(failure -> assertThat(((TrawlException) failure).hasCode(ErrorCode.CORRUPTED))
                        .isTrue());
    }

    @Test
    void maturesAfterItsPeriod() {
        SplitMetadata split = SplitMetadata.builder("x", new IndexUid("a", "b"))
                .createTimestamp(1000)
                .maturity(SplitMaturity.immature(Duration.ofSeconds(60)))
                .build();

        assertThat(split.isMature(1059)).isFalse();
        assertThat(split.isMature(1060)).isTrue();
        assertThat(split.toBuilder().maturity(SplitMaturity.MATURE).build().isMature(0))
                .isTrue();
    }

    @Test
    void knowsStatesByTheirNames() {
        assertThat(SplitState.ofJsonName("MarkedForDeletion")).isEqualTo(SplitState.MARKED_FOR_DELETION);
        assertThatThrownBy(() -> SplitState.ofJsonName("Gone")).hasMessageContaining("`Gone`");
    }
}
