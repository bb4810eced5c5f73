package io.trawl.server.http;

import io.trawl.common.ErrorCode;
import io.trawl.common.TrawlException;
import java.io.IOException;
import java.io.OutputStream;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Sends a body while it is made, see [StreamedBody].
final class StreamedExchange {
    private static final Logger LOG = LoggerFactory.getLogger(StreamedExchange.class);
    private static final String ERROR_TRAILER = "X-Stream-Error";

    private final Request request;
    private final Response response;
    private final Callback callback;
    private final HttpFields.Mutable trailers = HttpFields.build();
    private boolean begun;

    StreamedExchange(Request request, Response response, Callback callback) {
        this.request = request;
        this.response = response;
        this.callback = callback;
    }

    /// @return the status that was sent
    int send(ApiResponse answer, StreamedBody body) {
        String what = request.getMethod() + " " + request.getHttpURI().getPath();
        try {
            body.writeTo(new Begin(answer));
            begin(answer);
            callback.succeeded();
            return answer.status();
        } catch (Exception | StackOverflowError failure) {
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
            trailers.put(new HttpField(ERROR_TRAILER, TrawlException.describe(failure)));
            callback.succeeded();
        } else {
            callback.failed(failure);
        }
    }

    /// HTTP/1.1 clients seldom look at trailers.
    private boolean hasTrailers() {
        return request.getConnectionMetaData().getHttpVersion() == HttpVersion.HTTP_2;
    }

    private void begin(ApiResponse answer) {
        if (begun) {
            return;
        }
        begun = true;
        response.setStatus(answer.status());
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, answer.contentType());
        answer.headers().forEach((name, value) -> response.getHeaders().put(name, value));
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
