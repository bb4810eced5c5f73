package io.trawl.config;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/// Access to object storages. Keys: `storage.*`.
public record StorageConfig(S3 s3, Azure azure, Google google) {
    /// @param flavor whose defaults are already applied to the flags below
    /// @param endpoint of an S3-compatible server
    public record S3(
            Optional<S3Flavor> flavor,
            Optional<Secret> accessKeyId,
            Optional<Secret> secretAccessKey,
            Optional<String> region,
            Optional<String> endpoint,
            boolean forcePathStyleAccess,
            boolean disableMultiObjectDelete,
            boolean disableMultipartUpload,
            Checksum checksum,
            boolean disableStalledStreamProtectionUpload,
            boolean disableStalledStreamProtectionDownload) {
        public S3 {
            if (accessKeyId.isPresent() != secretAccessKey.isPresent()) {
                throw new IllegalArgumentException(
                        "`storage.s3.access_key_id` and `storage.s3.secret_access_key` go together: set both or none");
            }
        }
    }

    /// Servers that differ from S3 in known ways.
    public enum S3Flavor {
        DIGITAL_OCEAN,
        GARAGE,
        GCS,
        MINIO;

        /// As configs write it.
        public String configName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// How uploads are protected.
    public enum Checksum {
        CRC32C,
        MD5,
        DISABLED
    }

    public record Azure(
            Optional<String> account,
            Optional<Secret> accessKey,
            Optional<String> endpoint,
            Optional<String> endpointSuffix) {}

    public record Google(Optional<Path> credentialPath) {}
}
