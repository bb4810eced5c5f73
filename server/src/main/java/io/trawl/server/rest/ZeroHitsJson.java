package io.trawl.server.rest;

import io.trawl.query.QueryAstJson;
import io.trawl.search.ZeroHits;
import java.util.Locale;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Writes why a search found nothing.
final class ZeroHitsJson {
    private ZeroHitsJson() {}

    static ObjectNode of(ZeroHits zeroHits) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        ArrayNode clauses = json.putArray("clauses");
        for (ZeroHits.ClauseHits clause : zeroHits.clauses()) {
            ObjectNode entry = clauses.addObject();
            entry.set("query_ast", QueryAstJson.toJson(clause.clause()));
            entry.put("occur", clause.occur().name().toLowerCase(Locale.ROOT)).put("num_hits", clause.numHits());
            if (!clause.tokens().isEmpty()) {
                ArrayNode tokens = entry.putArray("tokens");
                clause.tokens()
                        .forEach(token ->
                                tokens.addObject().put("token", token.token()).put("num_hits", token.numHits()));
            }
        }
        ArrayNode fields = json.putArray("unknown_fields");
        for (ZeroHits.UnknownField field : zeroHits.unknownFields()) {
            ObjectNode entry = fields.addObject().put("field", field.field());
            field.nearest().ifPresent(nearest -> entry.put("nearest", nearest));
        }
        zeroHits.nearestTime()
                .ifPresent(nearest -> json.putObject("nearest_time_range")
                        .put("start_timestamp", nearest.startSeconds())
                        .put("end_timestamp", nearest.endSeconds())
                        .put("num_hits", nearest.numHits()));
        return json;
    }
}
