package io.trawl.storage.s3;

import io.trawl.common.ErrorCode;
import io.trawl.common.TimeSource;
import io.trawl.common.TrawlException;
import io.trawl.config.Secret;
import io.trawl.config.StorageConfig;
import io.trawl.config.StorageConfig.Checksum;
import io.trawl.config.StorageUri;
import io.trawl.storage.Storage;
import io.trawl.storage.remote.BigPut;
import io.trawl.storage.remote.BucketAddress;
import io.trawl.storage.remote.PartsUpload;
import io.trawl.storage.remote.RemoteCalls;
import io.trawl.storage.remote.RemoteSettings;
import io.trawl.storage.remote.RemoteStatistics;
import io.trawl.storage.remote.RemoteStorage;
import io.trawl.storage.remote.RemoteStorageFactory;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.DefaultAwsRegionProviderChain;
import software.amazon.awssdk.services.s3.LegacyMd5Plugin;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;

/// Makes the storages of scheme `s3`. They share one client, which is made when the first of them is opened.
public final class S3StorageFactory implements RemoteStorageFactory {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);

    /// Shorter than what servers and balancers keep idle connections, so that few requests meet a dead one.
    private static final Duration MAX_IDLE = Duration.ofSeconds(20);

    private final StorageConfig.S3 config;
    private final RemoteSettings settings;
    private final RemoteCalls calls;
    /// Guarded by this.
    private @Nullable S3Client client;

    public S3StorageFactory(StorageConfig.S3 config, RemoteSettings settings, TimeSource timeSource) {
        this.config = config;
        this.settings = settings;
        this.calls = new RemoteCalls("s3", settings, timeSource);
    }

    /// @throws TrawlException BAD_REQUEST if no region can be found, or the endpoint is no URL
    @Override
    public Storage open(StorageUri root) {
        BucketAddress address = BucketAddress.of(root);
        S3Objects objects = new S3Objects(client(), address.bucket(), config);
        Optional<BigPut> inParts = config.disableMultipartUpload()
                ? Optional.empty()
                : Optional.of(new PartsUpload<>(objects, objects::judge, calls, settings, S3Objects.MAX_PARTS));
        return new RemoteStorage(root, address, objects, inParts, calls, settings);
    }

    @Override
    public RemoteStatistics statistics() {
        return calls.statistics();
    }

    @Override
    public synchronized void close() {
        calls.close();
        if (client != null) {
            client.close();
            client = null;
        }
    }

    private synchronized S3Client client() {
        if (client == null) {
            client = build();
        }
        return client;
    }

    private S3Client build() {
        Duration patience = longer(settings.reads().base(), settings.writes().base());
        boolean hasChecksums = config.checksum() == Checksum.CRC32C;
        S3ClientBuilder builder = S3Client.builder()
                .httpClientBuilder(Apache5HttpClient.builder()
                        .maxConnections(settings.maxConcurrentRequests())
                        .connectionTimeout(CONNECT_TIMEOUT)
                        .connectionMaxIdleTime(MAX_IDLE)
                        .connectionAcquisitionTimeout(patience)
                        .socketTimeout(patience)
                        .tcpKeepAlive(true))
                .credentialsProvider(credentials())
                .region(region())
                .forcePathStyle(config.forcePathStyleAccess())
                .requestChecksumCalculation(
                        hasChecksums
                                ? RequestChecksumCalculation.WHEN_SUPPORTED
                                : RequestChecksumCalculation.WHEN_REQUIRED)
                .responseChecksumValidation(
                        hasChecksums
                                ? ResponseChecksumValidation.WHEN_SUPPORTED
                                : ResponseChecksumValidation.WHEN_REQUIRED)
                .overrideConfiguration(override -> override.retryStrategy(AwsRetryStrategy.doNotRetry()));
        if (!hasChecksums) {
            // A bulk delete must carry a checksum; servers without CRC32C know the older one.
            builder.addPlugin(LegacyMd5Plugin.create());
        }
        config.endpoint().ifPresent(endpoint -> builder.endpointOverride(endpoint(endpoint)));
        return builder.build();
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }

    private AwsCredentialsProvider credentials() {
        if (config.accessKeyId().isPresent() && config.secretAccessKey().isPresent()) {
            Secret key = config.accessKeyId().get();
            Secret secret = config.secretAccessKey().get();
            return StaticCredentialsProvider.create(AwsBasicCredentials.create(key.reveal(), secret.reveal()));
        }
        return DefaultCredentialsProvider.builder().build();
    }

    private Region region() {
        if (config.region().isPresent()) {
            return Region.of(config.region().get());
        }
        try {
            return DefaultAwsRegionProviderChain.builder().build().getRegion();
        } catch (SdkClientException none) {
            if (config.endpoint().isPresent()) {
                // Most servers of their own do not care.
                return Region.US_EAST_1;
            }
            throw new TrawlException(
                    ErrorCode.BAD_REQUEST,
                    "there is no region for S3: set `storage.s3.region`, or AWS_REGION in the environment",
                    none);
        }
    }

    private static URI endpoint(String configured) {
        URI uri;
        try {
            uri = URI.create(configured.contains("://") ? configured : "https://" + configured);
        } catch (IllegalArgumentException malformed) {
            throw new TrawlException(ErrorCode.BAD_REQUEST, malformedEndpoint(configured), malformed);
        }
        if (uri.getHost() == null) {
            throw TrawlException.badRequest(malformedEndpoint(configured));
        }
        return uri;
    }

    private static String malformedEndpoint(String configured) {
        return "`storage.s3.endpoint` must be a URL such as `https://host:9000`, got `" + configured + "`";
    }
}
