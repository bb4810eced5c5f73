package io.trawl.storage.azure;

import io.trawl.common.ErrorCode;
import io.trawl.common.TimeSource;
import io.trawl.common.TrawlException;
import io.trawl.config.StorageConfig;
import io.trawl.config.StorageUri;
import io.trawl.storage.Storage;
import io.trawl.storage.remote.AccessTokens;
import io.trawl.storage.remote.BucketAddress;
import io.trawl.storage.remote.HttpTransport;
import io.trawl.storage.remote.PartsUpload;
import io.trawl.storage.remote.RemoteCalls;
import io.trawl.storage.remote.RemoteSettings;
import io.trawl.storage.remote.RemoteStatistics;
import io.trawl.storage.remote.RemoteStorage;
import io.trawl.storage.remote.RemoteStorageFactory;
import java.net.URI;
import java.util.Map;
import java.util.Optional;

/// Makes the storages of scheme `azure`: `azure://account/container/prefix`. They share one client.
public final class AzureStorageFactory implements RemoteStorageFactory {
    private static final String DEFAULT_SUFFIX = "core.windows.net";

    private final StorageConfig.Azure config;
    private final RemoteSettings settings;
    private final TimeSource timeSource;
    private final RemoteCalls calls;
    private final HttpTransport transport;
    private final AccessTokens tokens;

    /// @param environment of the process, for identities where no key is configured
    public AzureStorageFactory(
            StorageConfig.Azure config,
            RemoteSettings settings,
            Map<String, String> environment,
            TimeSource timeSource) {
        this.config = config;
        this.settings = settings;
        this.timeSource = timeSource;
        this.calls = new RemoteCalls("azure", settings, timeSource);
        this.transport = new HttpTransport("azure");
        this.tokens = new AccessTokens(new AzureIdentity(transport, environment), timeSource);
    }

    /// @throws TrawlException BAD_REQUEST if the URI names no container, or another account than the configured key's
    @Override
    public Storage open(StorageUri root) {
        int slash = root.path().indexOf('/');
        if (slash <= 0) {
            throw TrawlException.badRequest(
                    "`" + root + "` names no container: write `azure://account/container/prefix`");
        }
        String account = root.path().substring(0, slash);
        BucketAddress address = BucketAddress.of(root, root.path().substring(slash + 1));
        AzureObjects objects = new AzureObjects(
                transport, authorization(account), endpoint(account) + "/" + address.bucket(), timeSource);
        PartsUpload<String> inParts =
                new PartsUpload<>(objects, objects::judge, calls, settings, AzureObjects.MAX_BLOCKS);
        return new RemoteStorage(root, address, objects, Optional.of(inParts), calls, settings);
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

    private AzureAuthorization authorization(String account) {
        if (config.accessKey().isEmpty()) {
            return new BearerToken(tokens);
        }
        if (config.account().isPresent() && !config.account().get().equals(account)) {
            throw TrawlException.badRequest("the URI names the account `" + account
                    + "`, but the key is that of `storage.azure.account`, which is `"
                    + config.account().get() + "`");
        }
        return new SharedKey(account, config.accessKey().get());
    }

    private String endpoint(String account) {
        if (config.endpoint().isEmpty()) {
            return "https://" + account + ".blob." + config.endpointSuffix().orElse(DEFAULT_SUFFIX);
        }
        String configured = config.endpoint().get();
        String url = configured.contains("://") ? configured : "https://" + configured;
        try {
            if (URI.create(url).getHost() != null) {
                return url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
            }
        } catch (IllegalArgumentException malformed) {
            throw new TrawlException(ErrorCode.BAD_REQUEST, malformedEndpoint(configured), malformed);
        }
        throw TrawlException.badRequest(malformedEndpoint(configured));
    }

    private static String malformedEndpoint(String configured) {
        return "`storage.azure.endpoint` must be a URL such as `https://account.blob.core.windows.net`, got `"
                + configured + "`";
    }
}
