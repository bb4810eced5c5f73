package io.trawl.metastore;

import io.trawl.common.IndexUid;
import io.trawl.common.RequestContext;
import io.trawl.config.IndexConfig;
import io.trawl.config.IndexTemplate;
import io.trawl.config.SourceConfig;
import io.trawl.split.SplitMetadata;
import java.util.Collection;
import java.util.List;
import java.util.UUID;

/// Which indexes, sources, splits, checkpoints and index templates exist.
///
/// Every change is one atomic, durable step: it is applied whole, visible in [#view] when the call returns, or
/// refused with nothing changed. Any number of processes may change one metastore at once; each change is checked
/// against the state that it is applied to.
///
/// All methods are safe for concurrent use. The changing ones block on storage, and throw
/// [io.trawl.common.TrawlException] with
/// - `NOT_FOUND`, `ALREADY_EXISTS`, `FAILED_PRECONDITION`, `CHECKPOINT_CONFLICT`, `BAD_REQUEST` or `FORBIDDEN` if the
///   state does not allow the change: nothing was changed;
/// - `TOO_MANY_REQUESTS` or `TOO_LARGE` if a limit is reached: nothing was changed;
/// - `UNAVAILABLE`, `TIMEOUT` or `CANCELLED` if the outcome is not known: look at [#freshView], or start again from
///   the stored checkpoint. Repeating the call is safe: what took place already is refused by its precondition;
/// - `CORRUPTED` or `UNKNOWN_VERSION` if what is stored cannot be read.
public interface Metastore extends AutoCloseable {
    /// Made once, when the metastore was first opened; the same for every node.
    UUID clusterUuid();

    /// Creates an index, with a new uid.
    ///
    /// @param overwrite whether an index of the same id is deleted in the same step; otherwise it is ALREADY_EXISTS
    IndexMetadata createIndex(
            IndexConfig config, List<SourceConfig> sources, boolean overwrite, RequestContext context);

    /// As with `overwrite` false.
    default IndexMetadata createIndex(IndexConfig config, List<SourceConfig> sources, RequestContext context) {
        return createIndex(config, sources, false, context);
    }

    /// Replaces the settings of an index. A changed doc mapping gets a new uid, an unchanged one keeps its own.
    ///
    /// Id, URI and timestamp field cannot change, and tokenizers can only be added: BAD_REQUEST.
    IndexMetadata updateIndex(IndexUid indexUid, IndexConfig config, RequestContext context);

    /// Forgets an index. Its splits stay known as those of a [DeletedIndex] until [#deleteSplits] names them.
    ///
    /// @return the splits whose files are to be removed, in whatever state they were
    List<Split> deleteIndex(IndexUid indexUid, RequestContext context);

    /// Marks all splits of an index for deletion and resets its checkpoints.
    void clearIndex(IndexUid indexUid, RequestContext context);

    void addSource(IndexUid indexUid, SourceConfig source, RequestContext context);

    /// Replaces a source's settings; its checkpoint stays. The type, and what a source reads from, cannot change.
    void updateSource(IndexUid indexUid, SourceConfig source, RequestContext context);

    /// FORBIDDEN for `_ingest-api-source` and `_ingest-cli-source`.
    void toggleSource(IndexUid indexUid, String sourceId, boolean enable, RequestContext context);

    /// Removes a source and its checkpoint. FORBIDDEN for `_ingest-api-source` and `_ingest-cli-source`.
    void deleteSource(IndexUid indexUid, String sourceId, RequestContext context);

    /// The source starts again from its beginning.
    void resetCheckpoint(IndexUid indexUid, String sourceId, RequestContext context);

    /// Keeps a template for indexes that are not there yet; ALREADY_EXISTS if there is one of its id.
    IndexTemplate createTemplate(IndexTemplate template, RequestContext context);

    /// Keeps a template in the place of the one of its id, if there is one. Indexes made from that one do not change.
    IndexTemplate putTemplate(IndexTemplate template, RequestContext context);

    void deleteTemplate(String templateId, RequestContext context);

    /// Makes splits known before they are uploaded. A split that is still staged may be staged again.
    void stageSplits(IndexUid indexUid, List<SplitMetadata> splits, RequestContext context);

    /// Moves staged splits to published, marks the replaced ones for deletion, and advances the checkpoint.
    void publishSplits(PublishRequest request, RequestContext context);

    /// Splits leave search at once. Unknown ids and splits already marked are passed over.
    void markSplitsForDeletion(IndexUid indexUid, Collection<String> splitIds, RequestContext context);

    /// Forgets splits that are marked for deletion, after their files were removed. Unknown ids are passed over.
    ///
    /// Also takes the uid of a [DeletedIndex], whose splits may be in any state.
    void deleteSplits(IndexUid indexUid, Collection<String> splitIds, RequestContext context);

    /// What this process knows now. Own changes are in it as soon as they return; those of others follow.
    MetastoreView view();

    /// A view that holds every change that had returned, anywhere, before this call.
    MetastoreView freshView(RequestContext context);

    /// Calls `listener` after each change, with the latest view; changes in quick succession may be told as one.
    Registration onChange(MetastoreListener listener);

    @Override
    void close();

    /// A listener that was added and can be taken away.
    @FunctionalInterface
    interface Registration extends AutoCloseable {
        @Override
        void close();
    }
}
