package io.trawl.server.http;

import java.io.IOException;
import java.io.OutputStream;

/// A body that is written while it is made.
///
/// Writing blocks while the client is slow. A failure after the first byte cannot change the status any more: the
/// connection is broken off, or the stream of an HTTP/2 connection reset, so that nobody takes a part for the whole.
/// Who asked for trailers over HTTP/2 is told why in the trailer `X-Stream-Error` instead.
public interface StreamedBody {
    /// @param out not to be closed; it throws once the client is gone. May be used by several threads, one at a time.
    void writeTo(OutputStream out) throws IOException;

    /// The answer if the body fails before its first byte.
    default ApiResponse failed(Throwable failure, String request) {
        return ErrorMapper.answer(failure, request);
    }
}
