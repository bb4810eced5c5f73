package io.trawl.docmapper;

import org.apache.lucene.util.BytesRef;

/// One token of a text.
///
/// @param term a copy, not shared
/// @param position from 0; a dropped token leaves a gap
/// @param startOffset first byte in the text's UTF-8
/// @param endOffset after the last byte in the text's UTF-8
public record Token(BytesRef term, int position, int startOffset, int endOffset) {}
