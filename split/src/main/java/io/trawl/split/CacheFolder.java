package io.trawl.split;

import io.trawl.common.ErrorCode;
import io.trawl.common.RequestContext;
import io.trawl.common.TrawlException;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;

/// The folder of a split cache's files, each under a number of its own. Safe for concurrent use.
final class CacheFolder {
    private final Path directory;
    private final CacheDisk disk;
    private final AtomicLong lastNumber = new AtomicLong();

    /// @param directory this cache's own; created if absent
    CacheFolder(Path directory, CacheDisk disk) {
        this.directory = directory;
        this.disk = disk;
    }

    /// Offers what lies there, the longest unchanged first, and deletes what is not taken.
    ///
    /// @throws TrawlException UNAVAILABLE if the directory cannot be used
    void takeUp(Predicate<CacheFile.Found> taker) {
        try {
            Files.createDirectories(directory);
            for (Path path : leftFiles()) {
                Optional<CacheFile.Found> found = CacheFile.find(path, disk);
                boolean taken = found.isPresent() && taker.test(found.get());
                if (!taken) {
                    Files.delete(path);
                }
                numberAfter(path);
            }
        } catch (IOException failure) {
            throw new TrawlException(
                    ErrorCode.UNAVAILABLE,
                    "cannot use `" + directory + "` as split cache: " + TrawlException.describe(failure),
                    failure);
        }
    }

    private List<Path> leftFiles() throws IOException {
        record Left(Path path, FileTime changed) {}

        List<Left> files = new ArrayList<>();
        try (DirectoryStream<Path> paths = Files.newDirectoryStream(directory, "*" + CacheFile.SUFFIX)) {
            for (Path path : paths) {
                files.add(new Left(path, Files.getLastModifiedTime(path)));
            }
        }
        files.sort(Comparator.comparing(Left::changed));
        return files.stream().map(Left::path).toList();
    }

    private void numberAfter(Path path) {
        String name = String.valueOf(path.getFileName());
        String number = name.substring(0, name.length() - CacheFile.SUFFIX.length());
        if (number.matches("\\d{1,18}")) {
            lastNumber.accumulateAndGet(Long.parseLong(number), Math::max);
        }
    }

    /// Writes a new file with nothing but the tail.
    ///
    /// @throws TrawlException UNAVAILABLE if the disk does not take it
    CacheFile newFile(SplitCache.SplitId id, PageChecksums pages, byte[] tail, RequestContext context) {
        Path path = directory.resolve(lastNumber.incrementAndGet() + CacheFile.SUFFIX);
        return CacheFile.create(path, id, pages.pageCount(), tail, disk, context);
    }
}
