package io.trawl.storage.gcs;

import io.trawl.common.ErrorCode;
import io.trawl.common.RequestContext;
import io.trawl.common.TrawlException;
import io.trawl.storage.Payload;
import io.trawl.storage.StorageOperation;
import io.trawl.storage.remote.BigPut;
import io.trawl.storage.remote.HttpFailure;
import io.trawl.storage.remote.PayloadSection;
import io.trawl.storage.remote.RemoteCall;
import io.trawl.storage.remote.RemoteCalls;
import io.trawl.storage.remote.RemoteSettings;
import java.io.IOException;
import java.net.URI;
import java.util.Optional;

/// Puts a big object chunk after chunk. After a failure the service says how much it has, and the upload goes on there.
/// The object appears with its last chunk; an upload that is given up is forgotten by the service after a week.
final class GcsUpload implements BigPut {
    /// Chunks are multiples of this, by the service's rules.
    private static final long CHUNK_UNIT = 256 << 10;

    /// Uploads of one object that the service forgot, before the caller hears of it.
    private static final int MAX_ROUNDS = 3;

    private final GcsObjects objects;
    private final RemoteCalls calls;
    private final long chunkSize;

    GcsUpload(GcsObjects objects, RemoteCalls calls, RemoteSettings settings) {
        this.objects = objects;
        this.calls = calls;
        this.chunkSize = Math.max(1, settings.partSize().bytes() / CHUNK_UNIT) * CHUNK_UNIT;
    }

    @Override
    public void put(String name, Payload payload, String what, RequestContext context) {
        for (int round = 1; !putOnce(name, payload, what, context); round++) {
            if (round == MAX_ROUNDS) {
                throw new TrawlException(
                        ErrorCode.UNAVAILABLE, what + " was begun " + round + " times and forgotten by the service");
            }
        }
    }

    /// @return false if the service has forgotten the upload
    private boolean putOnce(String name, Payload payload, String what, RequestContext context) {
        PayloadSection whole = PayloadSection.whole(payload);
        URI upload = calls.run(
                RemoteCall.of(
                        StorageOperation.PUT, what, 0, attempt -> objects.beginUpload(name, whole, attempt.timeout())),
                objects::judge,
                context);
        long position = 0;
        while (position < payload.length()) {
            long start = position;
            RemoteCall<Long> call = RemoteCall.of(
                    StorageOperation.PUT,
                    what + " (from byte " + start + ")",
                    Math.min(chunkSize, payload.length() - start),
                    attempt -> next(upload, payload, start, attempt));
            position = calls.run(call, objects::judge, context);
            if (position < start) {
                return false;
            }
        }
        return true;
    }

    /// @return how many bytes the service has; -1 if it does not know the upload
    private long next(URI upload, Payload payload, long start, RemoteCall.Attempt attempt)
            throws IOException, InterruptedException {
        try {
            long position = start;
            if (attempt.number() > 1) {
                position = objects.addToUpload(upload, Optional.empty(), payload.length(), attempt.timeout());
                if (position > start) {
                    return position;
                }
            }
            PayloadSection chunk =
                    new PayloadSection(payload, position, Math.min(chunkSize, payload.length() - position));
            long reached = objects.addToUpload(upload, Optional.of(chunk), payload.length(), attempt.timeout());
            if (reached == position) {
                // A failure like any other: it has a limit, and waits between the attempts.
                throw new IOException("the service took none of " + chunk.length() + " bytes");
            }
            return reached;
        } catch (HttpFailure failure) {
            if (failure.status() == 404 || failure.status() == 410) {
                return -1;
            }
            throw failure;
        }
    }
}
