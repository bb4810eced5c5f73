package io.trawl.metastore;

import io.trawl.common.CheckpointDelta;
import io.trawl.common.IndexUid;
import io.trawl.common.TrawlException;
import io.trawl.config.IndexConfigJson;
import io.trawl.config.IndexTemplate;
import io.trawl.config.IndexTemplateJson;
import io.trawl.config.SourceConfigJson;
import io.trawl.split.SplitMetadata;
import io.trawl.split.SplitMetadataJson;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Operations as JSON objects: `{"op": kind, "index_uid": …, …}`; those on templates name no index.
final class ManifestOperationJson {
    private static final String CREATE_INDEX = "create-index";
    private static final String UPDATE_INDEX = "update-index";
    private static final String DELETE_INDEX = "delete-index";
    private static final String CLEAR_INDEX = "clear-index";
    private static final String ADD_SOURCE = "add-source";
    private static final String UPDATE_SOURCE = "update-source";
    private static final String TOGGLE_SOURCE = "toggle-source";
    private static final String DELETE_SOURCE = "delete-source";
    private static final String RESET_CHECKPOINT = "reset-checkpoint";
    private static final String STAGE_SPLITS = "stage-splits";
    private static final String PUBLISH_SPLITS = "publish-splits";
    private static final String MARK_SPLITS = "mark-splits";
    private static final String DELETE_SPLITS = "delete-splits";
    private static final String CREATE_TEMPLATE = "create-template";
    private static final String PUT_TEMPLATE = "put-template";
    private static final String DELETE_TEMPLATE = "delete-template";

    private ManifestOperationJson() {}

    static ObjectNode toJson(ManifestOperation operation) {
        return switch (operation) {
            case ManifestOperation.CreateIndex create -> {
                ObjectNode json = start(CREATE_INDEX, create.indexUid());
                json.set("index_config", IndexConfigJson.toJson(create.config()));
                json.set("sources", IndexMetadataJson.sourcesToJson(create.sources()));
                yield json.put("overwrite", create.overwrite());
            }
            case ManifestOperation.UpdateIndex update -> {
                ObjectNode json = start(UPDATE_INDEX, update.indexUid());
                json.set("index_config", IndexConfigJson.toJson(update.config()));
                yield json;
            }
            case ManifestOperation.DeleteIndex(IndexUid uid) -> start(DELETE_INDEX, uid);
            case ManifestOperation.ClearIndex(IndexUid uid) -> start(CLEAR_INDEX, uid);
            case ManifestOperation.AddSource add -> {
                ObjectNode json = start(ADD_SOURCE, add.indexUid());
                json.set("source", SourceConfigJson.toJson(add.source()));
                yield json;
            }
            case ManifestOperation.UpdateSource update -> {
                ObjectNode json = start(UPDATE_SOURCE, update.indexUid());
                json.set("source", SourceConfigJson.toJson(update.source()));
                yield json;
            }
            case ManifestOperation.ToggleSource toggle ->
                start(TOGGLE_SOURCE, toggle.indexUid())
                        .put("source_id", toggle.sourceId())
                        .put("enable", toggle.enable());
            case ManifestOperation.DeleteSource(IndexUid uid, String sourceId) ->
                start(DELETE_SOURCE, uid).put("source_id", sourceId);
            case ManifestOperation.ResetCheckpoint(IndexUid uid, String sourceId) ->
                start(RESET_CHECKPOINT, uid).put("source_id", sourceId);
            case ManifestOperation.StageSplits stage -> {
                ObjectNode json = start(STAGE_SPLITS, stage.indexUid());
                ArrayNode splits = json.putArray("splits");
                stage.splits().forEach(split -> splits.add(SplitMetadataJson.toJson(split)));
                yield json;
            }
            case ManifestOperation.PublishSplits(PublishRequest request) -> publishToJson(request);
            case ManifestOperation.MarkSplits(IndexUid uid, List<String> ids) ->
                withTexts(start(MARK_SPLITS, uid), "split_ids", ids);
            case ManifestOperation.DeleteSplits(IndexUid uid, List<String> ids) ->
                withTexts(start(DELETE_SPLITS, uid), "split_ids", ids);
            case ManifestOperation.CreateTemplate(IndexTemplate template) -> withTemplate(CREATE_TEMPLATE, template);
            case ManifestOperation.PutTemplate(IndexTemplate template) -> withTemplate(PUT_TEMPLATE, template);
            case ManifestOperation.DeleteTemplate(String templateId) ->
                start(DELETE_TEMPLATE).put("template_id", templateId);
        };
    }

    /// @param name of the object it is read from, for messages
    /// @throws TrawlException UNKNOWN_VERSION if its kind is not known, CORRUPTED if its fields are not right
    static ManifestOperation fromJson(JsonNode json, String name) {
        String kind = json.path("op").asString("");
        try {
            return switch (kind) {
                case CREATE_INDEX ->
                    new ManifestOperation.CreateIndex(
                            uid(json),
                            IndexConfigJson.fromJson(json.path("index_config")),
                            IndexMetadataJson.sources(json.path("sources")),
                            bool(json, "overwrite"));
                case UPDATE_INDEX ->
                    new ManifestOperation.UpdateIndex(uid(json), IndexConfigJson.fromJson(json.path("index_config")));
                case DELETE_INDEX -> new ManifestOperation.DeleteIndex(uid(json));
                case CLEAR_INDEX -> new ManifestOperation.ClearIndex(uid(json));
                case ADD_SOURCE ->
                    new ManifestOperation.AddSource(uid(json), SourceConfigJson.fromJson(json.path("source")));
                case UPDATE_SOURCE ->
                    new ManifestOperation.UpdateSource(uid(json), SourceConfigJson.fromJson(json.path("source")));
                case TOGGLE_SOURCE ->
                    new ManifestOperation.ToggleSource(uid(json), text(json, "source_id"), bool(json, "enable"));
                case DELETE_SOURCE -> new ManifestOperation.DeleteSource(uid(json), text(json, "source_id"));
                case RESET_CHECKPOINT -> new ManifestOperation.ResetCheckpoint(uid(json), text(json, "source_id"));
                case STAGE_SPLITS -> new ManifestOperation.StageSplits(uid(json), splits(json.path("splits")));
                case PUBLISH_SPLITS -> new ManifestOperation.PublishSplits(publishFromJson(json));
                case MARK_SPLITS -> new ManifestOperation.MarkSplits(uid(json), texts(json, "split_ids"));
                case DELETE_SPLITS -> new ManifestOperation.DeleteSplits(uid(json), texts(json, "split_ids"));
                case CREATE_TEMPLATE -> new ManifestOperation.CreateTemplate(template(json));
                case PUT_TEMPLATE -> new ManifestOperation.PutTemplate(template(json));
                case DELETE_TEMPLATE -> new ManifestOperation.DeleteTemplate(text(json, "template_id"));
                default -> throw ManifestFrame.unknown(name, "operation", kind);
            };
        } catch (IllegalArgumentException invalid) {
            throw ManifestFrame.damaged(name, "operation `" + kind + "`: " + TrawlException.describe(invalid));
        }
    }

    private static ObjectNode publishToJson(PublishRequest request) {
        ObjectNode json = start(PUBLISH_SPLITS, request.indexUid());
        withTexts(json, "new_split_ids", request.newSplits());
        if (!request.replacedSplits().isEmpty()) {
            withTexts(json, "replaced_split_ids", request.replacedSplits());
        }
        request.checkpointDelta().ifPresent(delta -> json.set("checkpoint_delta", CheckpointJson.toJson(delta)));
        return json;
    }

    private static PublishRequest publishFromJson(JsonNode json) {
        Optional<CheckpointDelta> delta = json.has("checkpoint_delta")
                ? Optional.of(CheckpointJson.deltaFromJson(json.path("checkpoint_delta")))
                : Optional.empty();
        return new PublishRequest(uid(json), texts(json, "new_split_ids"), texts(json, "replaced_split_ids"), delta);
    }

    private static ObjectNode start(String kind, IndexUid uid) {
        return start(kind).put("index_uid", uid.toString());
    }

    private static ObjectNode start(String kind) {
        return JsonNodeFactory.instance.objectNode().put("op", kind);
    }

    private static ObjectNode withTemplate(String kind, IndexTemplate template) {
        ObjectNode json = start(kind);
        json.set("template", IndexTemplateJson.toJson(template));
        return json;
    }

    private static IndexTemplate template(JsonNode json) {
        return IndexTemplateJson.fromJson(json.path("template"));
    }

    private static ObjectNode withTexts(ObjectNode json, String key, List<String> texts) {
        ArrayNode array = json.putArray(key);
        texts.forEach(array::add);
        return json;
    }

    private static IndexUid uid(JsonNode json) {
        return IndexUid.parse(json.path("index_uid").asString(""));
    }

    private static List<SplitMetadata> splits(JsonNode json) {
        List<SplitMetadata> splits = new ArrayList<>(json.size());
        for (JsonNode split : json) {
            splits.add(SplitMetadataJson.fromJson(split));
        }
        return splits;
    }

    private static List<String> texts(JsonNode json, String key) {
        List<String> texts = new ArrayList<>();
        for (JsonNode text : json.path(key)) {
            texts.add(text.asString());
        }
        return texts;
    }

    private static String text(JsonNode json, String key) {
        JsonNode value = json.path(key);
        if (!value.isString()) {
            throw new IllegalArgumentException("`" + key + "` is missing");
        }
        return value.asString();
    }

    private static boolean bool(JsonNode json, String key) {
        JsonNode value = json.path(key);
        if (!value.isBoolean()) {
            throw new IllegalArgumentException("`" + key + "` is missing");
        }
        return value.asBoolean();
    }
}
