package io.trawl.storage.s3;

import io.trawl.common.ErrorCode;
import io.trawl.common.TimeSource;
import io.trawl.common.TrawlException;
import io.trawl.config.Secret;
import io.trawl.config.StorageConfig;
import io.trawl.config.StorageConfig.Checksum;
import io.trawl.config.StorageUri;
import io.trawl.storage.StorageFactory;
import java.net.URI;
import java.time.Duration;
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
public final class S3StorageFactory implements StorageFactory, AutoCloseable {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);

    /// Shorter than what servers and balancers keep idle connections, so that few requests meet a dead one.
    private static final Duration MAX_IDLE = Duration.ofSeconds(20);

    private final StorageConfig.S3 config;
    private final S3Settings settings;
    private final S3Calls calls;
    /// Guarded by this.
    private @Nullable S3Client client;

    public S3StorageFactory(StorageConfig.S3 config, S3Settings settings, TimeSource timeSource) {
        this.config = config;
        this.settings = settings;
        this.calls = new S3Calls(settings, timeSource);
    }

    /// @throws TrawlException BAD_REQUEST if no region can be found, or the endpoint is no URL
    @Override
    public S3Storage open(StorageUri root) {
        return new S3Storage(root, config, settings, client(), calls);
    }

    public S3Statistics statistics() {
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
        boolean hasChecksums = config.checksum() == Checksum.CRC32C;
        S3ClientBuilder builder = S3Client.builder()
                .httpClientBuilder(Apache5HttpClient.builder()
                        .maxConnections(settings.maxConcurrentRequests())
                        .connectionTimeout(CONNECT_TIMEOUT)
                        .connectionMaxIdleTime(MAX_IDLE)
                        .connectionAcquisitionTimeout(settings.timeoutBase())
                        .socketTimeout(settings.timeoutBase())
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
