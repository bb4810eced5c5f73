package io.trawl.metastore;

import io.trawl.common.IndexUid;
import io.trawl.common.TrawlException;
import io.trawl.config.IndexTemplate;
import io.trawl.config.IndexTemplateJson;
import io.trawl.config.StorageUri;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MappingIterator;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The whole state as one object: what the log says up to some entry.
///
/// JSON lines, each of a `kind`: `commits` first, then for each index an `index` and its `split`s, then for each
/// deleted index a `deleted-index` and its `split`s, then each index `template`. Splits are in the order of their ids.
/// A state without templates is written as it was before there were any, so that older programs read it.
final class ManifestSnapshot {
    private static final String COMMITS = "commits";
    private static final String INDEX = "index";
    private static final String DELETED_INDEX = "deleted-index";
    private static final String SPLIT = "split";
    private static final String TEMPLATE = "template";

    private ManifestSnapshot() {}

    static byte[] encode(ManifestState state, long timestamp) {
        return ManifestFrame.packCompressed(
                ManifestFrame.header(ManifestFrame.Format.SNAPSHOT)
                        .put("number", state.number())
                        .put("commit", state.commits().lastCommitId())
                        .put("timestamp", timestamp)
                        .put("indexes", state.indexes().all().size()),
                out -> write(state, out));
    }

    private static void write(ManifestState state, OutputStream out) throws IOException {
        try (JsonGenerator generator = ManifestFrame.JSON.createGenerator(out)) {
            ObjectNode commits = line(COMMITS).put("last_number", state.number());
            ArrayNode ids = commits.putArray("commit_ids");
            state.commits().commitIds().forEach(ids::add);
            write(commits, generator);
            for (IndexState index : state.indexes().all()) {
                write(line(INDEX).setAll(IndexMetadataJson.toStoredJson(index.metadata())), generator);
                index.splits().forEach(split -> writeSplit(split, generator));
            }
            for (DeletedIndex deleted : state.deletedIndexes().values()) {
                write(
                        line(DELETED_INDEX)
                                .put("index_uid", deleted.uid().toString())
                                .put("index_uri", deleted.indexUri().toString())
                                .put("delete_timestamp", deleted.deleteTimestamp()),
                        generator);
                deleted.splits().forEach(split -> writeSplit(split, generator));
            }
            for (IndexTemplate template : state.templates().values()) {
                ObjectNode line = line(TEMPLATE);
                line.set(TEMPLATE, IndexTemplateJson.toJson(template));
                write(line, generator);
            }
        }
    }

    private static ObjectNode line(String kind) {
        return ManifestFrame.JSON.createObjectNode().put("kind", kind);
    }

    private static void writeSplit(Split split, JsonGenerator generator) {
        write(line(SPLIT).setAll(SplitJson.toJson(split)), generator);
    }

    private static void write(JsonNode json, JsonGenerator generator) {
        generator.writeTree(json);
        generator.writeRaw('\n');
    }

    /// @param name of the object, for messages
    static ManifestState decode(byte[] packed, String name) {
        ManifestFrame.Opened opened = ManifestFrame.open(ManifestFrame.Format.SNAPSHOT, packed, name);
        Reader reader = new Reader(name);
        try (MappingIterator<JsonNode> lines =
                ManifestFrame.JSON.readerFor(JsonNode.class).readValues(opened.lines())) {
            while (lines.hasNextValue()) {
                reader.add(lines.nextValue());
            }
        } catch (JacksonException | IllegalArgumentException failure) {
            throw ManifestFrame.damaged(name, "its body cannot be read: " + TrawlException.describe(failure));
        }
        ManifestState state = reader.finish();
        if (state.number() != opened.number("number")) {
            throw ManifestFrame.damaged(
                    name, "it says to be of entry " + opened.number("number") + " and holds " + state.number());
        }
        return state;
    }

    /// Takes the lines one by one; splits belong to the index line before them.
    private static final class Reader {
        private final String name;
        private final List<IndexState> indexes = new ArrayList<>();
        private final Map<IndexUid, DeletedIndex> deletedIndexes = new TreeMap<>();
        private final SortedMap<String, IndexTemplate> templates = new TreeMap<>();
        private RecentCommits commits = RecentCommits.NONE;
        private JsonNode owner = ManifestFrame.JSON.nullNode();
        private List<Split> splits = new ArrayList<>();

        Reader(String name) {
            this.name = name;
        }

        void add(JsonNode line) {
            String kind = line.path("kind").asString("");
            switch (kind) {
                case COMMITS -> commits = commits(line);
                case INDEX, DELETED_INDEX -> {
                    finishOwner();
                    owner = line;
                }
                case SPLIT -> splits.add(SplitJson.fromJson(line));
                case TEMPLATE -> {
                    IndexTemplate template = IndexTemplateJson.fromJson(line.path(TEMPLATE));
                    templates.put(template.templateId(), template);
                }
                default -> throw ManifestFrame.unknown(name, "kind", kind);
            }
        }

        ManifestState finish() {
            finishOwner();
            return new ManifestState(commits, IndexTable.ofSorted(indexes), new TreeMap<>(deletedIndexes), templates);
        }

        private static RecentCommits commits(JsonNode line) {
            List<String> ids = new ArrayList<>();
            for (JsonNode id : line.path("commit_ids")) {
                ids.add(id.asString());
            }
            return new RecentCommits(line.path("last_number").asLong(), ids);
        }

        private void finishOwner() {
            if (owner.path("kind").asString("").equals(INDEX)) {
                indexes.add(new IndexState(IndexMetadataJson.fromJson(owner), SplitTable.ofSorted(splits)));
            } else if (owner.path("kind").asString("").equals(DELETED_INDEX)) {
                IndexUid uid = IndexMetadataJson.uid(owner.path("index_uid"));
                deletedIndexes.put(
                        uid,
                        new DeletedIndex(
                                uid,
                                StorageUri.parse(owner.path("index_uri").asString("")),
                                owner.path("delete_timestamp").asLong(0),
                                splits));
            }
            splits = new ArrayList<>();
        }
    }
}
