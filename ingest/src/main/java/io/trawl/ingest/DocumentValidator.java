package io.trawl.ingest;

import io.trawl.common.DataSize;
import io.trawl.common.RequestContext;
import io.trawl.docmapper.DocParser;
import io.trawl.docmapper.DocRejection;
import io.trawl.metastore.IndexMetadata;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Says at the door which documents an index would refuse, with the parser that will index them.
final class DocumentValidator {
    /// Documents between two looks at whether the client is still there.
    private static final int CHECK_INTERVAL = 256;
    /// How much of a rejected document an answer repeats.
    private static final int MAX_ECHO_BYTES = 64 << 10;

    private final DataSize maxDocumentSize;
    private final ParserPool parsers;

    /// @param rejected numbers of the documents that are refused
    /// @param failures one for each of them, in order, if details were asked for
    record Verdict(BitSet rejected, List<ParseFailure> failures) {}

    DocumentValidator(ParserPool parsers, DataSize maxDocumentSize) {
        this.parsers = parsers;
        this.maxDocumentSize = maxDocumentSize;
    }

    Verdict validate(IndexMetadata index, DocumentBatch documents, boolean detailed, RequestContext context) {
        boolean parses = index.config().ingestSettings().validateDocs();
        DocParser parser = parsers.borrow(index);
        BitSet rejected = new BitSet();
        List<ParseFailure> failures = new ArrayList<>();
        for (int i = 0; i < documents.size(); i++) {
            if (i % CHECK_INTERVAL == 0) {
                context.check();
            }
            ParseFailure failure = validate(parses ? parser : null, documents, i, detailed);
            if (failure != null) {
                rejected.set(i);
                if (detailed) {
                    failures.add(failure);
                }
            }
        }
        parsers.giveBack(index, parser);
        return new Verdict(rejected, failures);
    }

    private @Nullable ParseFailure validate(
            @Nullable DocParser parser, DocumentBatch documents, int index, boolean detailed) {
        int length = documents.length(index);
        if (length > maxDocumentSize.bytes()) {
            String message =
                    "document of " + DataSize.ofBytes(length) + " is larger than the limit of " + maxDocumentSize;
            return new ParseFailure(message, detailed ? echo(documents, index) : "", "document_too_large");
        }
        DocRejection rejection =
                parser == null ? null : parser.validate(documents.bytes(), documents.start(index), length);
        if (rejection == null) {
            return null;
        }
        String document = detailed ? echo(documents, index) : "";
        return new ParseFailure(
                rejection.message(), document, rejection.reason().wireName());
    }

    private static String echo(DocumentBatch documents, int index) {
        int length = Math.min(documents.length(index), MAX_ECHO_BYTES);
        return new String(documents.bytes(), documents.start(index), length, StandardCharsets.UTF_8);
    }
}
