package io.trawl.storage.s3;

import io.trawl.common.ByteRange;
import io.trawl.config.StorageConfig;
import io.trawl.config.StorageConfig.Checksum;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.ChecksumMode;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.DeleteObjectsResponse;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.UploadPartRequest;

/// The requests of the protocol, one attempt each, for one bucket.
final class S3Objects {
    /// What was read.
    ///
    /// @param bytes empty without a body
    /// @param objectLength of the whole object
    /// @param isTooLong whether the body does not fit into an array; then there are no bytes
    @SuppressWarnings("ArrayRecordComponent") // Passed along, never compared.
    record Fetched(byte[] bytes, long objectLength, boolean isTooLong) {}

    /// The longest array that every JVM can make.
    static final int MAX_ARRAY_LENGTH = Integer.MAX_VALUE - 8;

    private final S3Client client;
    private final String bucket;
    private final Checksum checksum;

    S3Objects(S3Client client, String bucket, StorageConfig.S3 config) {
        this.client = client;
        this.bucket = bucket;
        this.checksum = config.checksum();
    }

    /// @param range not empty; what of it lies behind the end of the object is left out
    Fetched get(String name, Optional<ByteRange> range, Duration timeout) {
        GetObjectRequest.Builder request =
                GetObjectRequest.builder().bucket(bucket).key(name).overrideConfiguration(limited(timeout));
        if (range.isEmpty() && checksum == Checksum.CRC32C) {
            request.checksumMode(ChecksumMode.ENABLED);
        }
        range.ifPresent(part -> request.range("bytes=" + part.start() + "-" + (part.end() - 1)));
        return client.getObject(request.build(), (response, body) -> fetch(response, body));
    }

    private static Fetched fetch(GetObjectResponse response, InputStream body) throws IOException {
        long length = response.contentLength();
        if (length > MAX_ARRAY_LENGTH) {
            return new Fetched(new byte[0], length, true);
        }
        byte[] bytes = body.readNBytes((int) length);
        // The end of the stream is where the SDK compares the checksum.
        boolean isWhole = bytes.length == length && body.read() < 0;
        if (!isWhole) {
            throw new IOException("the body has not the " + length + " bytes that were promised");
        }
        return new Fetched(bytes, objectLength(response, length), false);
    }

    private static long objectLength(GetObjectResponse response, long length) {
        String contentRange = response.contentRange();
        if (contentRange == null) {
            return length;
        }
        String total = contentRange.substring(contentRange.indexOf('/') + 1);
        return total.equals("*") ? Long.MAX_VALUE : Long.parseLong(total);
    }

    long head(String name, Duration timeout) {
        return client.headObject(request -> request.bucket(bucket).key(name).overrideConfiguration(limited(timeout)))
                .contentLength();
    }

    void put(String name, PayloadSection section, boolean ifAbsent, Duration timeout) {
        PutObjectRequest.Builder request =
                PutObjectRequest.builder().bucket(bucket).key(name).overrideConfiguration(limited(timeout));
        if (ifAbsent) {
            request.ifNoneMatch("*");
        }
        switch (checksum) {
            case CRC32C -> request.checksumAlgorithm(ChecksumAlgorithm.CRC32_C);
            case MD5 -> request.contentMD5(md5(section));
            case DISABLED -> {}
        }
        client.putObject(request.build(), section.toRequestBody());
    }

    void delete(String name, Duration timeout) {
        client.deleteObject(request -> request.bucket(bucket).key(name).overrideConfiguration(limited(timeout)));
    }

    DeleteObjectsResponse deleteMany(List<String> names, Duration timeout) {
        List<ObjectIdentifier> objects = new ArrayList<>(names.size());
        for (String name : names) {
            objects.add(ObjectIdentifier.builder().key(name).build());
        }
        return client.deleteObjects(request -> {
            request.bucket(bucket)
                    .delete(delete -> delete.objects(objects).quiet(true))
                    .overrideConfiguration(limited(timeout));
            if (checksum == Checksum.CRC32C) {
                request.checksumAlgorithm(ChecksumAlgorithm.CRC32_C);
            }
        });
    }

    /// One page.
    ///
    /// @param startAfter empty: from the first
    ListObjectsV2Response list(String prefix, String startAfter, int limit, Duration timeout) {
        return client.listObjectsV2(request -> {
            request.bucket(bucket).prefix(prefix).maxKeys(limit).overrideConfiguration(limited(timeout));
            if (!startAfter.isEmpty()) {
                request.startAfter(startAfter);
            }
        });
    }

    /// @return the upload's id
    String createUpload(String name, Duration timeout) {
        CreateMultipartUploadRequest.Builder request =
                CreateMultipartUploadRequest.builder().bucket(bucket).key(name).overrideConfiguration(limited(timeout));
        if (checksum == Checksum.CRC32C) {
            request.checksumAlgorithm(ChecksumAlgorithm.CRC32_C);
        }
        return client.createMultipartUpload(request.build()).uploadId();
    }

    CompletedPart putPart(String name, String uploadId, int number, PayloadSection section, Duration timeout) {
        UploadPartRequest.Builder request = UploadPartRequest.builder()
                .bucket(bucket)
                .key(name)
                .uploadId(uploadId)
                .partNumber(number)
                .overrideConfiguration(limited(timeout));
        switch (checksum) {
            case CRC32C -> request.checksumAlgorithm(ChecksumAlgorithm.CRC32_C);
            case MD5 -> request.contentMD5(md5(section));
            case DISABLED -> {}
        }
        var response = client.uploadPart(request.build(), section.toRequestBody());
        return CompletedPart.builder()
                .partNumber(number)
                .eTag(response.eTag())
                .checksumCRC32C(response.checksumCRC32C())
                .build();
    }

    void completeUpload(String name, String uploadId, List<CompletedPart> parts, Duration timeout) {
        client.completeMultipartUpload(request -> request.bucket(bucket)
                .key(name)
                .uploadId(uploadId)
                .multipartUpload(upload -> upload.parts(parts))
                .overrideConfiguration(limited(timeout)));
    }

    void abortUpload(String name, String uploadId, Duration timeout) {
        client.abortMultipartUpload(
                request -> request.bucket(bucket).key(name).uploadId(uploadId).overrideConfiguration(limited(timeout)));
    }

    private static AwsRequestOverrideConfiguration limited(Duration timeout) {
        return AwsRequestOverrideConfiguration.builder()
                .apiCallAttemptTimeout(timeout)
                .build();
    }

    private static String md5(PayloadSection section) {
        try {
            return section.md5();
        } catch (IOException failure) {
            throw SdkClientException.builder()
                    .message("cannot read the payload")
                    .cause(failure)
                    .build();
        }
    }
}
