package io.trawl.metastore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trawl.common.ByteRange;
import io.trawl.common.CheckpointDelta;
import io.trawl.common.ErrorCode;
import io.trawl.common.IdGenerator;
import io.trawl.common.IndexUid;
import io.trawl.common.Position;
import io.trawl.common.RequestContext;
import io.trawl.common.TimeSource;
import io.trawl.common.TrawlException;
import io.trawl.config.ConfigFormat;
import io.trawl.config.IndexConfig;
import io.trawl.config.IndexConfigReader;
import io.trawl.config.IndexTemplate;
import io.trawl.config.SourceConfig;
import io.trawl.config.SourceConfigReader;
import io.trawl.config.StorageUri;
import io.trawl.split.SplitMetadata;
import io.trawl.split.SplitTimeRange;
import io.trawl.storage.Storage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/// Small indexes, sources and splits for tests.
public final class MetastoreFixtures {
    public static final String SOURCE = "a-source";

    private static final StorageUri ROOT = new StorageUri("ram", "indexes");
    private static final IdGenerator IDS = new IdGenerator(TimeSource.SYSTEM);

    private MetastoreFixtures() {}

    public static RequestContext context() {
        return RequestContext.background("test");
    }

    static ManifestLog log(Storage storage) {
        return new ManifestLog(storage, TimeSource.SYSTEM, new SplittableRandom(1));
    }

    public static IndexConfig index(String indexId) {
        return index(indexId, """
                {"timestamp_field": "ts", "field_mappings": [
                    {"name": "ts", "type": "datetime", "fast": true},
                    {"name": "body", "type": "text"}]}""");
    }

    public static IndexConfig index(String indexId, String docMapping) {
        String json = "{\"version\": \"0.9\", \"index_id\": \"" + indexId + "\", \"doc_mapping\": " + docMapping + "}";
        return IndexConfigReader.read(json, ConfigFormat.JSON, ROOT, IDS);
    }

    /// A template of one text field.
    public static IndexTemplate template(String templateId, long priority, String... patterns) {
        IndexConfig config = index("unused", "{\"field_mappings\": [{\"name\": \"body\", \"type\": \"text\"}]}");
        return new IndexTemplate(
                templateId,
                List.of(patterns),
                Optional.empty(),
                priority,
                Optional.of("for tests"),
                config.docMapping(),
                config.indexingSettings(),
                config.ingestSettings(),
                config.searchSettings(),
                config.retention());
    }

    public static SourceConfig source(String sourceId) {
        return SourceConfigReader.read(
                "{\"version\": \"0.9\", \"source_id\": \"" + sourceId
                        + "\", \"source_type\": \"void\", \"params\": {}}",
                ConfigFormat.JSON);
    }

    public static SourceConfig kafkaSource(String sourceId, String topic) {
        return SourceConfigReader.read(
                "{\"version\": \"0.9\", \"source_id\": \"" + sourceId + "\", \"source_type\": \"kafka\", \"params\":"
                        + " {\"topic\": \"" + topic + "\", \"client_params\": {\"bootstrap.servers\": \"b:9092\"}}}",
                ConfigFormat.JSON);
    }

    public static List<SourceConfig> sources() {
        List<SourceConfig> sources = new ArrayList<>(SourceConfig.defaults());
        sources.add(source(SOURCE));
        return sources;
    }

    /// A split of `numDocs` 10.
    public static SplitMetadata split(IndexUid uid, String splitId) {
        return builder(uid, splitId).build();
    }

    public static SplitMetadata split(IndexUid uid, String splitId, long start, long end) {
        return builder(uid, splitId).timeRange(new SplitTimeRange(start, end)).build();
    }

    public static SplitMetadata.Builder builder(IndexUid uid, String splitId) {
        return SplitMetadata.builder(splitId, uid)
                .sourceId(SOURCE)
                .nodeId("node-1")
                .numDocs(10)
                .uncompressedDocsSize(1_000)
                .createTimestamp(1_767_225_600)
                .footerOffsets(new ByteRange(900, 1_000));
    }

    /// From after record `from` (-1: from the beginning) to record `to` of partition `p`.
    public static CheckpointDelta delta(long from, long to) {
        return CheckpointDelta.of(
                SOURCE, "p", from < 0 ? Position.BEGINNING : Position.offset(from), Position.offset(to));
    }

    public static void assertFails(ErrorCode code, String message, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        TrawlException.class,
                        failure -> assertThat(failure.code())
                                .as(failure.getMessage())
                                .isEqualTo(code))
                .hasMessageContaining(message);
    }
}
