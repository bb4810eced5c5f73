package io.trawl.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Reads `storage`, and applies what an S3 flavor implies.
final class StorageConfigReader {
    private StorageConfigReader() {}

    static StorageConfig read(Fields fields) {
        StorageConfig.S3 s3 = s3(fields.section("s3"));
        StorageConfig.Azure azure = azure(fields.section("azure"));
        Fields googleFields = fields.section("google");
        StorageConfig.Google google = new StorageConfig.Google(
                googleFields.optionalText("credential_path").map(Path::of));
        googleFields.done();
        fields.section("file").done();
        fields.section("ram").done();
        fields.done();
        return new StorageConfig(s3, azure, google);
    }

    private static StorageConfig.S3 s3(Fields fields) {
        Optional<StorageConfig.S3Flavor> flavor = fields.optionalText("flavor").map(StorageConfigReader::flavor);
        boolean pathStyle = flavor.isPresent() && flavor.get() != StorageConfig.S3Flavor.GCS;
        boolean gcs = flavor.equals(Optional.of(StorageConfig.S3Flavor.GCS));
        boolean digitalOcean = flavor.equals(Optional.of(StorageConfig.S3Flavor.DIGITAL_OCEAN));
        Optional<String> flavorRegion = flavor.filter(
                        known -> known == StorageConfig.S3Flavor.GARAGE || known == StorageConfig.S3Flavor.MINIO)
                .map(StorageConfig.S3Flavor::configName);
        StorageConfig.Checksum checksum = fields.oneOf(
                "checksum_algorithm",
                StorageConfig.Checksum.class,
                gcs ? StorageConfig.Checksum.DISABLED : StorageConfig.Checksum.CRC32C);
        boolean disableChecksums = fields.bool("disable_checksums", false);
        StorageConfig.S3 s3 = new StorageConfig.S3(
                flavor,
                fields.optionalText("access_key_id").map(Secret::new),
                fields.optionalText("secret_access_key").map(Secret::new),
                fields.optionalText("region").or(() -> flavorRegion),
                fields.optionalText("endpoint"),
                fields.bool("force_path_style_access", pathStyle),
                fields.bool("disable_multi_object_delete", gcs || digitalOcean, "disable_multi_object_delete_requests"),
                fields.bool("disable_multipart_upload", gcs),
                disableChecksums ? StorageConfig.Checksum.DISABLED : checksum,
                fields.bool("disable_stalled_stream_protection_upload", false),
                fields.bool("disable_stalled_stream_protection_download", false));
        fields.done();
        return s3;
    }

    /// With underscores, dashes, or neither: `digital_ocean`, `digital-ocean`, `digitalOcean`.
    private static StorageConfig.S3Flavor flavor(String written) {
        String bare = bare(written);
        List<String> names = new ArrayList<>();
        for (StorageConfig.S3Flavor flavor : StorageConfig.S3Flavor.values()) {
            if (bare(flavor.configName()).equals(bare)) {
                return flavor;
            }
            names.add(flavor.configName());
        }
        throw Fields.unknownVariant(written, names);
    }

    private static String bare(String name) {
        return name.toLowerCase(Locale.ROOT).replace("_", "").replace("-", "");
    }

    private static StorageConfig.Azure azure(Fields fields) {
        StorageConfig.Azure azure = new StorageConfig.Azure(
                fields.optionalText("account", "account_name"),
                fields.optionalText("access_key").map(Secret::new),
                fields.optionalText("endpoint"),
                fields.optionalText("endpoint_suffix"));
        fields.done();
        return azure;
    }
}
