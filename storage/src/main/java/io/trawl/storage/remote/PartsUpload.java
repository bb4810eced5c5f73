package io.trawl.storage.remote;

import io.trawl.common.ErrorCode;
import io.trawl.common.RequestContext;
import io.trawl.common.TrawlException;
import io.trawl.storage.Payload;
import io.trawl.storage.StorageOperation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/// Puts a big object in parts, side by side, each tried again by itself. The object appears when the last request
/// succeeds; if anything fails for good, the parts are thrown away.
public final class PartsUpload<P> implements BigPut {
    /// Uploads of one object whose completion got no answer, before the caller hears of it.
    private static final int MAX_ROUNDS = 3;

    /// For throwing parts away after the request itself may have no time left.
    private static final Duration ABORT_TIMEOUT = Duration.ofSeconds(10);

    private final PartsClient<P> client;
    private final RemoteCalls.Judge judge;
    private final RemoteCalls calls;
    private final RemoteSettings settings;
    private final int maxParts;

    /// @param maxParts of one object, by the protocol's rules
    public PartsUpload(
            PartsClient<P> client, RemoteCalls.Judge judge, RemoteCalls calls, RemoteSettings settings, int maxParts) {
        this.client = client;
        this.judge = judge;
        this.calls = calls;
        this.settings = settings;
        this.maxParts = maxParts;
    }

    @Override
    public void put(String name, Payload payload, String what, RequestContext context) {
        for (int round = 1; !putOnce(name, payload, what, context); round++) {
            if (round == MAX_ROUNDS) {
                throw new TrawlException(
                        ErrorCode.UNAVAILABLE, what + " was completed without an answer " + round + " times");
            }
        }
    }

    /// @return false if it is open whether the object was stored
    private boolean putOnce(String name, Payload payload, String what, RequestContext context) {
        String uploadId =
                run(StorageOperation.PUT, what, attempt -> client.createUpload(name, attempt.timeout()), context);
        try {
            List<P> parts = calls.all(context, settings.partsInFlight(), parts(name, uploadId, payload, what, context));
            return run(StorageOperation.PUT, what, attempt -> complete(name, uploadId, parts, what, attempt), context);
        } catch (RuntimeException failure) {
            abort(name, uploadId, what, failure);
            throw failure;
        }
    }

    /// An upload that is gone after an attempt without an answer was most likely completed by it. But a bucket's
    /// lifecycle may have removed it as well, and then the object is not there.
    private boolean complete(String name, String uploadId, List<P> parts, String what, RemoteCall.Attempt attempt)
            throws java.io.IOException, InterruptedException {
        if (client.completeUpload(name, uploadId, parts, attempt.timeout())) {
            return true;
        }
        if (attempt.isUnclear()) {
            return false;
        }
        throw TrawlException.internal(what + " failed: its parts were thrown away meanwhile", null);
    }

    private List<Callable<P>> parts(
            String name, String uploadId, Payload payload, String what, RequestContext context) {
        long partSize = Math.max(settings.partSize().bytes(), Math.ceilDiv(payload.length(), maxParts));
        List<Callable<P>> tasks = new ArrayList<>();
        for (long start = 0; start < payload.length(); start += partSize) {
            int number = tasks.size() + 1;
            PayloadSection section = new PayloadSection(payload, start, Math.min(partSize, payload.length() - start));
            RemoteCall<P> call = RemoteCall.of(
                    StorageOperation.PUT,
                    what + " (part " + number + ")",
                    section.length(),
                    attempt -> client.putPart(name, uploadId, number, section, attempt.timeout()));
            tasks.add(() -> {
                P part = calls.run(call, judge, context);
                calls.meter().written(section.length());
                return part;
            });
        }
        return tasks;
    }

    private void abort(String name, String uploadId, String what, RuntimeException failure) {
        boolean wasInterrupted = Thread.interrupted();
        try {
            boolean unused = run(
                    StorageOperation.DELETE,
                    what + " (abort)",
                    attempt -> {
                        client.abortUpload(name, uploadId, attempt.timeout());
                        return true;
                    },
                    RequestContext.interactive("abort-upload", ABORT_TIMEOUT));
        } catch (TrawlException leftBehind) {
            // Parts that stay cost money, which a lifecycle rule of the bucket should bound; the object is not
            // affected.
            failure.addSuppressed(leftBehind);
        } finally {
            if (wasInterrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private <T> T run(StorageOperation operation, String what, RemoteCall.Action<T> action, RequestContext context) {
        return calls.run(RemoteCall.of(operation, what, 0, action), judge, context);
    }
}
