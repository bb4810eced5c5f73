package io.trawl.storage.s3;

import io.trawl.common.ErrorCode;
import io.trawl.common.RequestContext;
import io.trawl.common.TrawlException;
import io.trawl.storage.Payload;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.s3.model.CompletedPart;

/// Puts a big object in parts, side by side, each tried again by itself. The object appears when the last request
/// succeeds; if anything fails for good, the parts are thrown away.
final class S3Upload {
    /// By S3's rules.
    private static final int MAX_PARTS = 10_000;

    /// Uploads of one object whose completion got no answer, before the caller hears of it.
    private static final int MAX_ROUNDS = 3;

    /// For throwing parts away after the request itself may have no time left.
    private static final Duration ABORT_TIMEOUT = Duration.ofSeconds(10);

    private final S3Objects objects;
    private final S3Calls calls;
    private final S3Settings settings;

    S3Upload(S3Objects objects, S3Calls calls, S3Settings settings) {
        this.objects = objects;
        this.calls = calls;
        this.settings = settings;
    }

    void put(String name, Payload payload, String what, RequestContext context) {
        for (int round = 1; !putOnce(name, payload, what, context); round++) {
            if (round == MAX_ROUNDS) {
                throw new TrawlException(
                        ErrorCode.UNAVAILABLE, what + " was completed without an answer " + round + " times");
            }
        }
    }

    /// @return false if it is open whether the object was stored
    private boolean putOnce(String name, Payload payload, String what, RequestContext context) {
        String uploadId = calls.run(
                new S3Call<>(what, 0, true, attempt -> objects.createUpload(name, attempt.timeout())), context);
        try {
            List<CompletedPart> parts =
                    calls.all(context, settings.partsInFlight(), parts(name, uploadId, payload, what, context));
            return calls.run(new S3Call<>(what, 0, true, attempt -> complete(name, uploadId, parts, attempt)), context);
        } catch (RuntimeException failure) {
            abort(name, uploadId, what, failure);
            throw failure;
        }
    }

    /// An upload that is gone after an attempt without an answer was most likely completed by it. But a bucket's
    /// lifecycle may have removed it as well, and then the object is not there.
    private boolean complete(String name, String uploadId, List<CompletedPart> parts, S3Call.Attempt attempt) {
        try {
            objects.completeUpload(name, uploadId, parts, attempt.timeout());
            return true;
        } catch (AwsServiceException answered) {
            if (attempt.isUnclear() && S3Verdict.isUploadGone(answered)) {
                return false;
            }
            throw answered;
        }
    }

    private List<Callable<CompletedPart>> parts(
            String name, String uploadId, Payload payload, String what, RequestContext context) {
        long partSize = Math.max(settings.partSize().bytes(), Math.ceilDiv(payload.length(), MAX_PARTS));
        List<Callable<CompletedPart>> tasks = new ArrayList<>();
        for (long start = 0; start < payload.length(); start += partSize) {
            int number = tasks.size() + 1;
            PayloadSection section = new PayloadSection(payload, start, Math.min(partSize, payload.length() - start));
            S3Call<CompletedPart> call = new S3Call<>(
                    what + " (part " + number + ")",
                    section.length(),
                    true,
                    attempt -> objects.putPart(name, uploadId, number, section, attempt.timeout()));
            tasks.add(() -> calls.run(call, context));
        }
        return tasks;
    }

    private void abort(String name, String uploadId, String what, RuntimeException failure) {
        boolean wasInterrupted = Thread.interrupted();
        try {
            calls.run(
                    new S3Call<>(what + " (abort)", 0, false, attempt -> {
                        objects.abortUpload(name, uploadId, attempt.timeout());
                        return true;
                    }),
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
}
