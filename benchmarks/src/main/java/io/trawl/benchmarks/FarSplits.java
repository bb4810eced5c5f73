package io.trawl.benchmarks;

import io.trawl.common.RequestContext;
import io.trawl.common.TimeSource;
import io.trawl.config.Secret;
import io.trawl.config.StorageConfig;
import io.trawl.config.StorageConfig.Checksum;
import io.trawl.config.StorageUri;
import io.trawl.split.SplitMetadata;
import io.trawl.storage.Storage;
import io.trawl.storage.StorageKey;
import io.trawl.storage.remote.RemoteSettings;
import io.trawl.storage.s3.S3StorageFactory;
import io.trawl.testkit.s3.FirstByteLatency;
import io.trawl.testkit.s3.S3Ledger;
import io.trawl.testkit.s3.S3TestServer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Splits in a bucket behind HTTP, slow as object stores are, and the product's own client of it. The server runs in
/// this process, so its CPU is on the product's bill.
final class FarSplits implements AutoCloseable {
    private static final String BUCKET = "splits";
    private static final String FOLDER = "index";
    private static final long BYTES_PER_SECOND = 90_000_000;

    private final S3TestServer server;
    private final S3StorageFactory factory;
    private final Storage storage;

    private FarSplits(S3TestServer server, S3StorageFactory factory) {
        this.server = server;
        this.factory = factory;
        this.storage = factory.open(StorageUri.parse("s3://" + BUCKET + "/" + FOLDER));
    }

    /// @param near where the splits lie; they are copied into memory
    static FarSplits of(List<SplitMetadata> splits, Storage near) {
        S3TestServer server = S3TestServer.start(1).createBucket(BUCKET);
        RequestContext context = RequestContext.background("bench-copy");
        for (SplitMetadata split : splits) {
            byte[] bytes = near.readAll(new StorageKey(split.fileName()), context);
            server.put(BUCKET, FOLDER + "/" + split.fileName(), bytes);
        }
        server.faults().bandwidth(BYTES_PER_SECOND);
        StorageConfig.S3 config = new StorageConfig.S3(
                Optional.empty(),
                Optional.of(new Secret(S3TestServer.ACCESS_KEY)),
                Optional.of(new Secret(S3TestServer.SECRET_KEY)),
                Optional.of("us-east-1"),
                Optional.of(server.endpoint().toString()),
                true,
                false,
                false,
                Checksum.CRC32C,
                false,
                false);
        // A read that is late by chance would be counted twice.
        RemoteSettings exact = RemoteSettings.DEFAULT.withHedgeShare(0);
        return new FarSplits(server, new S3StorageFactory(config, exact, TimeSource.SYSTEM));
    }

    void firstByte(Duration latency) {
        server.faults().latency(FirstByteLatency.fixed(latency));
    }

    static long bytesPerSecond() {
        return BYTES_PER_SECOND;
    }

    Storage storage() {
        return storage;
    }

    /// What arrived at the server, whatever the client says.
    S3Ledger ledger() {
        return server.ledger();
    }

    @Override
    public void close() {
        try (server) {
            factory.close();
        }
    }
}
