package io.trawl.split;

import org.apache.lucene.codecs.FilterCodec;
import org.apache.lucene.codecs.lucene104.Lucene104Codec;

/// A codec that Lucene can read and no adapter of ours knows.
public final class UnknownToTheAdapterCodec extends FilterCodec {
    public UnknownToTheAdapterCodec() {
        super("UnknownToTheAdapter", new Lucene104Codec());
    }
}
