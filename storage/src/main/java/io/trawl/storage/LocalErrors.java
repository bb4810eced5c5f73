package io.trawl.storage;

import io.trawl.common.ErrorCode;
import io.trawl.common.TrawlException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;

/// Says in the operator's words what a file system refused, and whether trying again may help.
final class LocalErrors {
    private LocalErrors() {}

    static TrawlException notFound(Path path, StorageKey key, IOException cause) {
        return new TrawlException(ErrorCode.NOT_FOUND, "object `" + key + "` not found at `" + path + "`", cause);
    }

    static TrawlException reading(Path path, StorageKey key, IOException failure) {
        if (isAbsent(failure)) {
            return notFound(path, key, failure);
        }
        return translate("read", path, failure);
    }

    /// @param what the verb: `write`, `delete`, `list`
    static TrawlException translate(String what, Path path, IOException failure) {
        String reason = TrawlException.describe(failure);
        String start = "cannot " + what + " `" + path + "`: ";
        if (reason.contains("No space left on device") || reason.contains("quota exceeded")) {
            return new TrawlException(
                    ErrorCode.UNAVAILABLE, start + "no space left on the disk, free some or add a bigger one", failure);
        }
        if (failure instanceof AccessDeniedException || reason.contains("Operation not permitted")) {
            return new TrawlException(
                    ErrorCode.INTERNAL,
                    start + "permission denied for user `" + System.getProperty("user.name", "?")
                            + "`, grant it the right or move the data",
                    failure);
        }
        if (reason.contains("Read-only file system")) {
            return new TrawlException(ErrorCode.INTERNAL, start + "the file system is mounted read-only", failure);
        }
        if (isFolderClash(failure)) {
            return new TrawlException(ErrorCode.INTERNAL, start + "a key must not be a folder of another key", failure);
        }
        if (reason.contains("File name too long")) {
            return new TrawlException(ErrorCode.INTERNAL, start + "the name is too long for this file system", failure);
        }
        return new TrawlException(ErrorCode.UNAVAILABLE, start + reason, failure);
    }

    /// A folder is no object, and nothing lies below an object.
    private static boolean isAbsent(IOException failure) {
        return failure instanceof NoSuchFileException || isFolderClash(failure);
    }

    private static boolean isFolderClash(IOException failure) {
        String reason = TrawlException.describe(failure);
        return failure instanceof NotDirectoryException
                || reason.contains("Is a directory")
                || reason.contains("Not a directory");
    }
}
