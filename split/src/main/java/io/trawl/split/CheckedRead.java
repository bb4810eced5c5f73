package io.trawl.split;

import io.trawl.common.ByteRange;
import io.trawl.common.ErrorCode;
import io.trawl.common.RequestContext;
import io.trawl.common.TrawlException;
import io.trawl.storage.Storage;
import io.trawl.storage.StorageKey;
import io.trawl.storage.StorageRead;
import java.util.List;
import java.util.function.Supplier;

/// Bytes of a split file that fit their checksums.
///
/// Bytes are damaged on their way more often than where they lie. So what does not fit is read once more, and
/// only then is the split called damaged.
final class CheckedRead {
    private CheckedRead() {}

    /// Makes something of bytes.
    @FunctionalInterface
    interface Check<T> {
        /// @throws TrawlException CORRUPTED if the bytes do not fit their checksums
        T of(byte[] bytes);
    }

    /// Reads `range` and checks it.
    static <T> T read(Storage storage, StorageKey key, ByteRange range, RequestContext context, Check<T> check) {
        return twice(() -> check.of(storage.read(key, range, context)));
    }

    /// Reads side by side. An object of the wrong length is noticed here, all else by [#check].
    static List<byte[]> readMany(Storage storage, List<StorageRead> reads, RequestContext context) {
        return twice(() -> storage.readMany(reads, context));
    }

    /// @param bytes of `range`, as they were read
    static <T> T check(
            byte[] bytes, Storage storage, StorageKey key, ByteRange range, RequestContext context, Check<T> check) {
        try {
            return check.of(bytes);
        } catch (TrawlException damaged) {
            if (!damaged.hasCode(ErrorCode.CORRUPTED)) {
                throw damaged;
            }
            return check.of(storage.read(key, range, context));
        }
    }

    private static <T> T twice(Supplier<T> read) {
        try {
            return read.get();
        } catch (TrawlException damaged) {
            if (!damaged.hasCode(ErrorCode.CORRUPTED)) {
                throw damaged;
            }
            return read.get();
        }
    }
}
