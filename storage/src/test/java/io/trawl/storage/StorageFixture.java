package io.trawl.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.trawl.common.ByteRange;
import io.trawl.common.ErrorCode;
import io.trawl.common.RequestContext;
import io.trawl.common.TrawlException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;

/// A storage under test, and short words for what is done to it.
public interface StorageFixture {
    /// More than is put in one request by tests of object stores.
    int BIG_BYTES = 5 << 20;

    Storage storage();

    RequestContext context();

    /// Another client of the data of `storage`, as another process would be.
    Storage anotherClient() throws IOException;

    /// Whether keys may have characters outside of ASCII.
    boolean takesUnicodeKeys();

    /// Whether a backslash in a key stays one.
    default boolean takesBackslashes() {
        return true;
    }

    default void put(String key, String text) {
        storage().put(key(key), Payload.ofUtf8(text), context());
    }

    default String text(String key) {
        return new String(storage().readAll(key(key), context()), StandardCharsets.UTF_8);
    }

    default String range(String key, long start, long end) {
        return new String(storage().read(key(key), new ByteRange(start, end), context()), StandardCharsets.UTF_8);
    }

    default List<String> listed(String prefix, String startAfter, int limit) {
        return storage().list(prefix, startAfter, limit, context()).stream()
                .map(object -> object.key().value())
                .toList();
    }

    default StorageKey key(String value) {
        return new StorageKey(value);
    }

    default StorageRead read(String key, long start, long end) {
        return new StorageRead(key(key), new ByteRange(start, end));
    }

    default Consumer<Throwable> hasCode(ErrorCode code) {
        return failure -> assertThat(failure)
                .isInstanceOfSatisfying(
                        TrawlException.class, it -> assertThat(it.code()).isEqualTo(code));
    }
}
