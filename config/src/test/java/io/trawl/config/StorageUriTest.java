package io.trawl.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StorageUriTest {
    @ParameterizedTest
    @CsvSource({
        "file:///data/x, file:///data/x",
        "/data//x/./, file:///data/x",
        "s3://bucket/prefix/, s3://bucket/prefix",
        "S3://bucket, s3://bucket",
        "ram:///indexes, ram:///indexes",
        "gs://b/k, gs://b/k",
        "azure://account/container, azure://account/container",
    })
    void readsUrisAndPaths(String text, String expected) {
        assertThat(StorageUri.parse(text)).hasToString(expected);
        assertThat(StorageUri.parse(expected)).isEqualTo(StorageUri.parse(text));
    }

    @Test
    void makesRelativePathsAbsolute() {
        assertThat(StorageUri.parse("qwdata/indexes").localPath())
                .isEqualTo(Path.of("qwdata/indexes").toAbsolutePath());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../x",
                "/data/../etc",
                "s3://b/..",
                "file://relative",
                "",
                "s3://",
                "nosuch://b/x",
                "/a\0b",
                "://x"
            })
    void refusesWhatCouldLeaveItsFolderOrNamesNothing(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> StorageUri.parse(text));
    }

    @Test
    void childrenStayBelow() {
        StorageUri root = StorageUri.parse("s3://bucket/root");

        assertThat(root.child("a/b")).hasToString("s3://bucket/root/a/b");
        assertThatIllegalArgumentException().isThrownBy(() -> root.child("../other"));
    }

    @Test
    void namesTheUnknownProtocol() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> StorageUri.parse("nosuch://bucket/x"))
                .withMessage("unknown URI protocol `nosuch`");
    }
}
