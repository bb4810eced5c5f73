package io.trawl.metastore;

import io.trawl.common.ErrorCode;
import io.trawl.common.TrawlException;
import java.util.Collection;
import java.util.stream.Collectors;

/// The failures of a metastore, in the words of the contract.
final class MetastoreErrors {
    /// More ids than this in one message help nobody.
    private static final int NAMED_SPLITS_MAX = 20;

    private MetastoreErrors() {}

    static TrawlException indexNotFound(String indexId) {
        return TrawlException.notFound("index `" + indexId + "` not found");
    }

    static TrawlException indexExists(String indexId) {
        return new TrawlException(ErrorCode.ALREADY_EXISTS, "index `" + indexId + "` already exist(s)");
    }

    static TrawlException sourceNotFound(String indexId, String sourceId) {
        return TrawlException.notFound(source(indexId, sourceId) + " not found");
    }

    static TrawlException sourceExists(String indexId, String sourceId) {
        return new TrawlException(ErrorCode.ALREADY_EXISTS, source(indexId, sourceId) + " already exist(s)");
    }

    static TrawlException templateNotFound(String templateId) {
        return TrawlException.notFound("index template `" + templateId + "` not found");
    }

    static TrawlException templateExists(String templateId) {
        return new TrawlException(ErrorCode.ALREADY_EXISTS, "index template `" + templateId + "` already exist(s)");
    }

    static TrawlException splitsNotFound(Collection<String> splitIds) {
        return TrawlException.notFound(splits(splitIds) + " not found");
    }

    static TrawlException splitsPrecondition(Collection<String> splitIds, String problem) {
        return new TrawlException(
                ErrorCode.FAILED_PRECONDITION, "precondition failed for " + splits(splitIds) + ": " + problem);
    }

    static TrawlException checkpointConflict(String indexId, String sourceId, String problem) {
        return new TrawlException(
                ErrorCode.CHECKPOINT_CONFLICT,
                "precondition failed for checkpoint delta `" + indexId + "/" + sourceId + "`: " + problem);
    }

    static TrawlException invalidConfig(String problem) {
        return TrawlException.badRequest("invalid config: " + problem);
    }

    static TrawlException invalidArgument(String problem) {
        return TrawlException.badRequest("invalid argument: " + problem);
    }

    static TrawlException invalidTemplate(String problem) {
        return invalidArgument("invalid index template: " + problem);
    }

    static TrawlException notAllowed(String problem) {
        return new TrawlException(ErrorCode.FORBIDDEN, "operation not allowed: " + problem);
    }

    private static String source(String indexId, String sourceId) {
        return "source `" + indexId + "/" + sourceId + "`";
    }

    private static String splits(Collection<String> splitIds) {
        String named = splitIds.stream().limit(NAMED_SPLITS_MAX).collect(Collectors.joining(", "));
        int more = splitIds.size() - NAMED_SPLITS_MAX;
        return "splits `" + named + "`" + (more > 0 ? " and " + more + " more" : "");
    }
}
