package io.trawl.metastore;

import io.trawl.common.IdGenerator;
import io.trawl.common.RequestContext;
import io.trawl.common.TimeSource;
import io.trawl.common.TrawlException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.UUID;

/// The UUID of a cluster: made by the first process that opens its metastore, read by all others.
final class ClusterIdentity {
    private ClusterIdentity() {}

    static UUID findOrCreate(ManifestLog log, IdGenerator ids, TimeSource timeSource, RequestContext context) {
        Optional<byte[]> stored = log.findCluster(context);
        if (stored.isEmpty()) {
            UUID fresh = UUID.nameUUIDFromBytes(ids.next().getBytes(StandardCharsets.US_ASCII));
            byte[] packed = ManifestFrame.pack(
                    ManifestFrame.header(ManifestFrame.Format.CLUSTER)
                            .put("uuid", fresh.toString())
                            .put("timestamp", timeSource.epochSeconds()),
                    new byte[0]);
            stored = putAndLook(log, packed, context);
        }
        String name = log.clusterName();
        byte[] packed = stored.orElseThrow(() -> ManifestFrame.damaged(name, "it is gone right after it was written"));
        String uuid =
                ManifestFrame.open(ManifestFrame.Format.CLUSTER, packed, name).text("uuid");
        try {
            return UUID.fromString(uuid);
        } catch (IllegalArgumentException invalid) {
            throw ManifestFrame.damaged(name, "`" + uuid + "` is not a UUID");
        }
    }

    /// Whoever was first, and whatever became of this put: what is there is the identity.
    private static Optional<byte[]> putAndLook(ManifestLog log, byte[] packed, RequestContext context) {
        try {
            log.addCluster(packed, context);
            return log.findCluster(context);
        } catch (TrawlException unclear) {
            Optional<byte[]> stored = log.findCluster(context);
            if (stored.isEmpty()) {
                throw unclear;
            }
            return stored;
        }
    }
}
