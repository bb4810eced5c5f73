package io.trawl.server;

import io.trawl.common.ErrorCode;
import io.trawl.common.IdGenerator;
import io.trawl.common.RequestContext;
import io.trawl.common.TrawlException;
import io.trawl.config.NodeConfig;
import io.trawl.config.ServiceName;
import io.trawl.config.StorageUri;
import io.trawl.storage.ConditionalPutProbe;
import io.trawl.storage.Storage;
import java.util.Optional;
import java.util.Set;

/// Keeps nodes from sharing a metastore on a storage that lets several writers win.
///
/// Cost: four requests a start.
final class SharedMetastore {
    /// Storages of this process or machine, whose promise is known.
    private static final Set<String> TRUSTED = Set.of("file", "ram");

    private SharedMetastore() {}

    /// @throws TrawlException FAILED_PRECONDITION if the storage does not honour conditional puts
    static void require(Storage storage, NodeConfig config, IdGenerator ids, RequestContext context) {
        StorageUri root = storage.root();
        boolean onlyReads = config.enabledServices().equals(Set.of(ServiceName.SEARCHER));
        if (TRUSTED.contains(root.scheme()) || onlyReads) {
            return;
        }
        Optional<String> problem = new ConditionalPutProbe(storage, ids.next()).findProblem(context);
        if (problem.isPresent()) {
            throw new TrawlException(
                    ErrorCode.FAILED_PRECONDITION,
                    "`" + root + "` cannot hold a metastore: " + problem.get()
                            + "; several writers would destroy each other's commits. Name a folder or another bucket"
                            + " with `metastore_uri` (splits may stay there), and see `trawl doctor`");
        }
    }
}
