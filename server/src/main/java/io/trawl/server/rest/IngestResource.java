package io.trawl.server.rest;

import io.trawl.common.DataSize;
import io.trawl.common.ErrorCode;
import io.trawl.common.RequestContext;
import io.trawl.common.TrawlException;
import io.trawl.ingest.CommitType;
import io.trawl.ingest.IngestRequest;
import io.trawl.ingest.IngestResponse;
import io.trawl.ingest.IngestRouter;
import io.trawl.ingest.ParseFailure;
import io.trawl.server.http.ApiRequest;
import io.trawl.server.http.ApiResponse;
import io.trawl.server.http.Router;
import java.time.Duration;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// `POST /api/v1/{index}/ingest`: newline-delimited JSON in, acknowledged when durable.
public final class IngestResource {
    /// A request that waits for a commit waits at most this long; the documents are durable long before.
    private static final Duration COMMIT_TIMEOUT = Duration.ofHours(1);

    private final IngestRouter ingestRouter;
    private final DataSize contentLengthLimit;

    public IngestResource(IngestRouter ingestRouter, DataSize contentLengthLimit) {
        this.ingestRouter = ingestRouter;
        this.contentLengthLimit = contentLengthLimit;
    }

    public void addTo(Router router) {
        router.add("POST", "/api/v1/{index}/ingest", COMMIT_TIMEOUT, this::ingest);
    }

    private ApiResponse ingest(ApiRequest request, RequestContext context) {
        CommitType commit = commitType(request);
        boolean detailed = request.query().flag("detailed_response", false);
        boolean legacy = request.query().flag("use_legacy_ingest", false);
        if (legacy && detailed) {
            throw TrawlException.badRequest(
                    "`detailed_response` does not go with `use_legacy_ingest`, whose answer is a count alone");
        }
        if (request.contentLength().isEmpty()) {
            throw new TrawlException(ErrorCode.LENGTH_REQUIRED, "A content-length header is required");
        }
        byte[] body = request.body(contentLengthLimit);
        IngestResponse response = ingestRouter.ingest(
                new IngestRequest(request.pathParameter("index"), body, 0, body.length, commit, detailed), context);
        return IndexResource.json(request, json(response, legacy));
    }

    private static CommitType commitType(ApiRequest request) {
        String commit = request.query().text("commit", "commit_type").orElse("auto");
        return switch (commit) {
            case "auto" -> CommitType.AUTO;
            case "wait_for" -> CommitType.WAIT_FOR;
            case "force" -> CommitType.FORCE;
            default ->
                throw TrawlException.badRequest("Invalid query string: unknown commit type `" + commit
                        + "`, expected `auto`, `wait_for` or `force`");
        };
    }

    /// @param legacy whether to answer as the first ingest API did, with a count alone
    private static ObjectNode json(IngestResponse response, boolean legacy) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("num_docs_for_processing", response.numDocsForProcessing());
        if (legacy || response.isForEmptyBody()) {
            return json;
        }
        json.put("num_ingested_docs", response.numIngestedDocs());
        json.put("num_rejected_docs", response.numRejectedDocs());
        response.parseFailures().ifPresent(list -> {
            ArrayNode failures = json.putArray("parse_failures");
            for (ParseFailure failure : list) {
                failures.addObject()
                        .put("message", failure.message())
                        .put("document", failure.document())
                        .put("reason", failure.reason());
            }
        });
        return json;
    }
}
