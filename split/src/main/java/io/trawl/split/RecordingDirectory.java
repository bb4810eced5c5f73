package io.trawl.split;

import java.io.IOException;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FilterDirectory;
import org.apache.lucene.store.IOContext;
import org.apache.lucene.store.IndexInput;

/// A directory that keeps an [AccessLog] of what Lucene reads, from which the hot tail is made.
final class RecordingDirectory extends FilterDirectory {
    private final AccessLog log;

    RecordingDirectory(Directory delegate, AccessLog log) {
        super(delegate);
        this.log = log;
    }

    @Override
    public IndexInput openInput(String name, IOContext context) throws IOException {
        return new RecordingInput(name, 0, in.openInput(name, IOContext.DEFAULT), log);
    }

    @Override
    public org.apache.lucene.store.ChecksumIndexInput openChecksumInput(String name) throws IOException {
        // Files that are read to their end at open lie in the tail whole; there is nothing to learn from them.
        return in.openChecksumInput(name);
    }
}
