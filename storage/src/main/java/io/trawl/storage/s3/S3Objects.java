package io.trawl.storage.s3;

import io.trawl.common.ByteRange;
import io.trawl.common.ErrorCode;
import io.trawl.common.TrawlException;
import io.trawl.config.StorageConfig;
import io.trawl.config.StorageConfig.Checksum;
import io.trawl.storage.remote.ObjectClient;
import io.trawl.storage.remote.PartsClient;
import io.trawl.storage.remote.PayloadSection;
import io.trawl.storage.remote.RemoteStorage;
import io.trawl.storage.remote.Verdict;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.ChecksumMode;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.S3Error;
import software.amazon.awssdk.services.s3.model.S3Object;
import software.amazon.awssdk.services.s3.model.UploadPartRequest;

/// The requests of S3 for one bucket.
final class S3Objects implements ObjectClient, PartsClient<CompletedPart> {
    /// By S3's rules.
    static final int MAX_PARTS = 10_000;

    private static final int DELETE_BATCH_MAX = 1000;

    private final S3Client client;
    private final String bucket;
    private final Checksum checksum;
    private final boolean deletesMany;

    S3Objects(S3Client client, String bucket, StorageConfig.S3 config) {
        this.client = client;
        this.bucket = bucket;
        this.checksum = config.checksum();
        this.deletesMany = !config.disableMultiObjectDelete();
    }

    @Override
    public Fetched get(String name, Optional<ByteRange> range, Duration timeout) {
        GetObjectRequest.Builder request =
                GetObjectRequest.builder().bucket(bucket).key(name).overrideConfiguration(limited(timeout));
        if (range.isEmpty() && checksum == Checksum.CRC32C) {
            request.checksumMode(ChecksumMode.ENABLED);
        }
        range.ifPresent(part -> request.range("bytes=" + part.start() + "-" + (part.end() - 1)));
        try {
            return client.getObject(request.build(), (response, body) -> fetch(name, response, body));
        } catch (AwsServiceException answered) {
            if (answered.statusCode() != 416) {
                throw answered;
            }
            String total =
                    S3Verdict.header(answered, "Content-Range").orElse("").replace("bytes */", "");
            return new Fetched(new byte[0], total.matches("\\d+") ? Long.parseLong(total) : size(name, timeout));
        }
    }

    private static Fetched fetch(String name, GetObjectResponse response, InputStream body) throws IOException {
        long length = response.contentLength();
        if (length > RemoteStorage.MAX_ARRAY_LENGTH) {
            throw new TrawlException(
                    ErrorCode.TOO_LARGE,
                    "cannot read " + length + " bytes of `" + name + "` at once: read it in parts of at most "
                            + RemoteStorage.MAX_ARRAY_LENGTH);
        }
        byte[] bytes = body.readNBytes((int) length);
        // The end of the stream is where the SDK compares the checksum.
        boolean isWhole = bytes.length == length && body.read() < 0;
        if (!isWhole) {
            throw new IOException("the body has not the " + length + " bytes that were promised");
        }
        return new Fetched(bytes, objectLength(response, length));
    }

    private static long objectLength(GetObjectResponse response, long length) {
        String contentRange = response.contentRange();
        if (contentRange == null) {
            return length;
        }
        String total = contentRange.substring(contentRange.indexOf('/') + 1);
        return total.equals("*") ? Long.MAX_VALUE : Long.parseLong(total);
    }

    @Override
    public long size(String name, Duration timeout) {
        return client.headObject(request -> request.bucket(bucket).key(name).overrideConfiguration(limited(timeout)))
                .contentLength();
    }

    @Override
    public boolean put(String name, PayloadSection section, boolean onlyIfAbsent, Duration timeout) throws IOException {
        PutObjectRequest.Builder request =
                PutObjectRequest.builder().bucket(bucket).key(name).overrideConfiguration(limited(timeout));
        if (onlyIfAbsent) {
            request.ifNoneMatch("*");
        }
        switch (checksum) {
            case CRC32C -> request.checksumAlgorithm(ChecksumAlgorithm.CRC32_C);
            case MD5 -> request.contentMD5(section.md5());
            case DISABLED -> {}
        }
        try {
            client.putObject(request.build(), body(section));
            return true;
        } catch (AwsServiceException answered) {
            if (onlyIfAbsent && S3Verdict.isPreconditionFailed(answered)) {
                return false;
            }
            throw answered;
        }
    }

    @Override
    public void delete(String name, Duration timeout) {
        client.deleteObject(request -> request.bucket(bucket).key(name).overrideConfiguration(limited(timeout)));
    }

    @Override
    public int deleteBatchMax() {
        return deletesMany ? DELETE_BATCH_MAX : 1;
    }

    @Override
    public Optional<String> deleteMany(List<String> names, Duration timeout) {
        List<ObjectIdentifier> objects = new ArrayList<>(names.size());
        for (String name : names) {
            objects.add(ObjectIdentifier.builder().key(name).build());
        }
        List<S3Error> errors = client.deleteObjects(request -> {
                    request.bucket(bucket)
                            .delete(delete -> delete.objects(objects).quiet(true))
                            .overrideConfiguration(limited(timeout));
                    if (checksum == Checksum.CRC32C) {
                        request.checksumAlgorithm(ChecksumAlgorithm.CRC32_C);
                    }
                })
                .errors();
        if (errors.isEmpty()) {
            return Optional.empty();
        }
        S3Error first = errors.getFirst();
        return Optional.of(
                errors.size() + ", the first being `" + first.key() + "`: " + first.code() + " " + first.message());
    }

    @Override
    public Page list(String prefix, String startAfter, int limit, Duration timeout) {
        ListObjectsV2Response response = client.listObjectsV2(request -> {
            request.bucket(bucket).prefix(prefix).maxKeys(limit).overrideConfiguration(limited(timeout));
            if (!startAfter.isEmpty()) {
                request.startAfter(startAfter);
            }
        });
        List<Listed> objects = new ArrayList<>(response.contents().size());
        for (S3Object object : response.contents()) {
            objects.add(new Listed(
                    object.key(), object.size(), object.lastModified().toEpochMilli()));
        }
        return new Page(objects, response.isTruncated());
    }

    @Override
    public Verdict judge(Exception failure, String what) {
        return S3Verdict.of(failure, what);
    }

    @Override
    public String createUpload(String name, Duration timeout) {
        CreateMultipartUploadRequest.Builder request =
                CreateMultipartUploadRequest.builder().bucket(bucket).key(name).overrideConfiguration(limited(timeout));
        if (checksum == Checksum.CRC32C) {
            request.checksumAlgorithm(ChecksumAlgorithm.CRC32_C);
        }
        return client.createMultipartUpload(request.build()).uploadId();
    }

    @Override
    public CompletedPart putPart(String name, String uploadId, int number, PayloadSection section, Duration timeout)
            throws IOException {
        UploadPartRequest.Builder request = UploadPartRequest.builder()
                .bucket(bucket)
                .key(name)
                .uploadId(uploadId)
                .partNumber(number)
                .overrideConfiguration(limited(timeout));
        switch (checksum) {
            case CRC32C -> request.checksumAlgorithm(ChecksumAlgorithm.CRC32_C);
            case MD5 -> request.contentMD5(section.md5());
            case DISABLED -> {}
        }
        var response = client.uploadPart(request.build(), body(section));
        return CompletedPart.builder()
                .partNumber(number)
                .eTag(response.eTag())
                .checksumCRC32C(response.checksumCRC32C())
                .build();
    }

    @Override
    public boolean completeUpload(String name, String uploadId, List<CompletedPart> parts, Duration timeout) {
        try {
            client.completeMultipartUpload(request -> request.bucket(bucket)
                    .key(name)
                    .uploadId(uploadId)
                    .multipartUpload(upload -> upload.parts(parts))
                    .overrideConfiguration(limited(timeout)));
            return true;
        } catch (AwsServiceException answered) {
            if (S3Verdict.isUploadGone(answered)) {
                return false;
            }
            throw answered;
        }
    }

    @Override
    public void abortUpload(String name, String uploadId, Duration timeout) {
        client.abortMultipartUpload(
                request -> request.bucket(bucket).key(name).uploadId(uploadId).overrideConfiguration(limited(timeout)));
    }

    private static RequestBody body(PayloadSection section) {
        return RequestBody.fromContentProvider(section::open, section.length(), "application/octet-stream");
    }

    private static AwsRequestOverrideConfiguration limited(Duration timeout) {
        return AwsRequestOverrideConfiguration.builder()
                .apiCallAttemptTimeout(timeout)
                .build();
    }
}
