package io.trawl.split;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.lucene.store.IOContext;
import org.apache.lucene.store.IndexInput;
import org.apache.lucene.store.MMapDirectory;
import org.apache.lucene.store.NoLockFactory;
import org.apache.lucene.store.ReadAdvice;

/// Maps whole files with Lucene's own memory-mapped input, the fastest there is, so that what is resident
/// runs at the speed of plain Lucene and no other kind of input slows its call sites down.
final class MappedFiles {
    private MappedFiles() {}

    static IndexInput open(Path file) throws IOException {
        Path absolute = file.toAbsolutePath();
        Path folder = absolute.getParent();
        if (folder == null) {
            throw new IOException("`" + file + "` is not a file");
        }
        try (MMapDirectory directory = new MMapDirectory(folder, NoLockFactory.INSTANCE)) {
            // The parts of a split are read in every way, so no advice fits the whole; files are closed one by one.
            directory.setReadAdvice((name, context) -> Optional.of(ReadAdvice.NORMAL));
            directory.setGroupingFunction(MMapDirectory.NO_GROUPING);
            return directory.openInput(absolute.getFileName().toString(), IOContext.DEFAULT);
        }
    }
}
