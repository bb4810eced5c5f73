package io.trawl.storage.gcs;

import io.trawl.common.TimeSource;
import io.trawl.config.StorageConfig;
import io.trawl.config.StorageUri;
import io.trawl.storage.Storage;
import io.trawl.storage.remote.AccessTokens;
import io.trawl.storage.remote.BucketAddress;
import io.trawl.storage.remote.HttpTransport;
import io.trawl.storage.remote.RemoteCalls;
import io.trawl.storage.remote.RemoteSettings;
import io.trawl.storage.remote.RemoteStatistics;
import io.trawl.storage.remote.RemoteStorage;
import io.trawl.storage.remote.RemoteStorageFactory;
import java.util.Map;
import java.util.Optional;

/// Makes the storages of scheme `gs`: `gs://bucket/prefix`. They share one client.
///
/// `STORAGE_EMULATOR_HOST` names an emulator, as for Google's own tools; it is asked without a token unless the config
/// names a file of credentials.
public final class GcsStorageFactory implements RemoteStorageFactory {
    private static final String ENDPOINT = "https://storage.googleapis.com";

    private final RemoteSettings settings;
    private final RemoteCalls calls;
    private final HttpTransport transport;
    private final GcsRequests requests;
    private final String endpoint;

    /// @param environment of the process, for credentials where no file is configured
    public GcsStorageFactory(
            StorageConfig.Google config,
            RemoteSettings settings,
            Map<String, String> environment,
            TimeSource timeSource) {
        this(config, settings, environment, timeSource, config.credentialPath().isPresent());
    }

    /// @param emulatorTakesTokens whether an emulator is asked with a token
    GcsStorageFactory(
            StorageConfig.Google config,
            RemoteSettings settings,
            Map<String, String> environment,
            TimeSource timeSource,
            boolean emulatorTakesTokens) {
        this.settings = settings;
        this.calls = new RemoteCalls("gcs", settings, timeSource);
        this.transport = new HttpTransport("gcs");
        String emulator = environment.getOrDefault("STORAGE_EMULATOR_HOST", "").strip();
        endpoint = emulator.isEmpty() ? ENDPOINT : url(emulator);
        if (emulator.isEmpty() || emulatorTakesTokens) {
            GoogleCredentials credentials =
                    new GoogleCredentials(transport, config.credentialPath(), environment, timeSource);
            requests = new GcsRequests(transport, Optional.of(new AccessTokens(credentials, timeSource)));
        } else {
            requests = new GcsRequests(transport, Optional.empty());
        }
    }

    private static String url(String emulator) {
        String url = emulator.contains("://") ? emulator : "http://" + emulator;
        return url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
    }

    @Override
    public Storage open(StorageUri root) {
        BucketAddress address = BucketAddress.of(root);
        GcsObjects objects = new GcsObjects(requests, endpoint, address.bucket());
        GcsUpload inChunks = new GcsUpload(objects, calls, settings);
        return new RemoteStorage(root, address, objects, Optional.of(inChunks), calls, settings);
    }

    @Override
    public RemoteStatistics statistics() {
        return calls.statistics();
    }

    @Override
    public void close() {
        calls.close();
        transport.close();
    }
}
