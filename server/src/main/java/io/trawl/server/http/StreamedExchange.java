package io.trawl.server.http;

import io.trawl.common.ErrorCode;
import io.trawl.common.RequestContext;
import io.trawl.common.TrawlException;
import java.io.IOException;
import java.io.OutputStream;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpHeaderValue;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Sends a body while it is made, see [StreamedBody].
///
/// What has begun and fails must not look whole. Over HTTP/1.1 the last chunk is missing, an HTTP/1.0 connection and a
/// stream of HTTP/2 are reset: every client takes that for a failure. The reason can only travel in a trailer, behind
/// which the stream ends
/// well, so it is sent to those alone who say with `TE: trailers` that they look at trailers.
final class StreamedExchange {
    private static final Logger LOG = LoggerFactory.getLogger(StreamedExchange.class);
    private static final String ERROR_TRAILER = "X-Stream-Error";
    /// A trailer is a header: one that is too long would break the whole connection.
    private static final int ERROR_LENGTH_MAX = 1_000;
    private static final Pattern NOT_IN_HEADERS = Pattern.compile("[^\\x20-\\x7e]");

    private final Request request;
    private final Response response;
    private final Callback callback;
    private final RequestContext.Registration watch;
    private final HttpFields.Mutable trailers = HttpFields.build();
    private boolean begun;

    /// @param watch over the client; closed before the answer's end
    StreamedExchange(Request request, Response response, Callback callback, RequestContext.Registration watch) {
        this.request = request;
        this.response = response;
        this.callback = callback;
        this.watch = watch;
    }

    /// @return the status that was sent
    int send(ApiResponse answer, StreamedBody body) {
        String what = request.getMethod() + " " + request.getHttpURI().getPath();
        try {
            body.writeTo(new Begin(answer));
            begin(answer);
            watch.close();
            callback.succeeded();
            return answer.status();
        } catch (Exception | StackOverflowError failure) {
            watch.close();
            if (!begun) {
                ApiResponse refusal = body.failed(failure, what);
                JettyExchange.send(request, response, callback, refusal);
                return refusal.status();
            }
            if (isClientGone(failure)) {
                LOG.debug("the client of {} went away", what);
            } else {
                LOG.warn("{} failed in mid-stream: {}", what, TrawlException.describe(failure));
            }
            end(failure);
            return answer.status();
        }
    }

    private static boolean isClientGone(Throwable failure) {
        return failure instanceof IOException
                || (failure instanceof TrawlException known && known.hasCode(ErrorCode.CANCELLED));
    }

    private void end(Throwable failure) {
        if (hasTrailers()) {
            trailers.put(new HttpField(ERROR_TRAILER, headerText(TrawlException.describe(failure))));
            callback.succeeded();
        } else {
            if (version().getVersion() < HttpVersion.HTTP_1_1.getVersion()) {
                // The end of such a body is the end of its connection, so that must be a bad one.
                WatchedEndPoint.find(request).ifPresent(WatchedEndPoint::breakWhenClosed);
            }
            callback.failed(failure);
        }
    }

    private HttpVersion version() {
        return request.getConnectionMetaData().getHttpVersion();
    }

    private boolean hasTrailers() {
        return version() == HttpVersion.HTTP_2 && request.getHeaders().contains(HttpHeader.TE, "trailers");
    }

    /// A header's value has one line of visible ASCII.
    private static String headerText(String text) {
        String line = NOT_IN_HEADERS.matcher(text).replaceAll("?");
        return line.length() <= ERROR_LENGTH_MAX ? line : line.substring(0, ERROR_LENGTH_MAX);
    }

    private void begin(ApiResponse answer) {
        if (begun) {
            return;
        }
        begun = true;
        response.setStatus(answer.status());
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, answer.contentType());
        answer.headers().forEach((name, value) -> response.getHeaders().put(name, value));
        if (version() == HttpVersion.HTTP_1_1) {
            // Also where the connection is to be closed behind the body, which else would end it without a word.
            response.getHeaders().put(HttpHeader.TRANSFER_ENCODING, HttpHeaderValue.CHUNKED);
        }
        if (hasTrailers()) {
            response.setTrailersSupplier(() -> trailers);
        }
    }

    /// Decides on the status with the first byte, no sooner.
    private final class Begin extends OutputStream {
        private final ApiResponse answer;
        private final OutputStream out = Content.Sink.asOutputStream(response);

        Begin(ApiResponse answer) {
            this.answer = answer;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            begin(answer);
            out.write(bytes, offset, length);
        }

        @Override
        public void flush() throws IOException {
            if (begun) {
                out.flush();
            }
        }
    }
}
