package io.trawl.server.rest;

import io.trawl.common.ErrorCode;
import io.trawl.common.RequestContext;
import io.trawl.common.TrawlException;
import io.trawl.search.ChunkSink;
import io.trawl.search.StreamFormat;
import io.trawl.search.StreamRequest;
import io.trawl.search.root.RootStreamer;
import io.trawl.server.http.ApiRequest;
import io.trawl.server.http.ApiResponse;
import io.trawl.server.http.ErrorMapper;
import io.trawl.server.http.Router;
import io.trawl.server.http.StreamedBody;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// `GET|POST /api/v1/{index}/search/stream`: a column of every matching document, sent as it is read.
public final class SearchStreamResource {
    private static final String TEXT = "text/plain; charset=utf-8";
    /// A stream takes as long as its reader does; a connection that nobody reads from ends much sooner.
    private static final Duration TIMEOUT = Duration.ofDays(1);

    private final RootStreamer streamer;

    public SearchStreamResource(RootStreamer streamer) {
        this.streamer = streamer;
    }

    public void addTo(Router router) {
        for (String path : new String[] {"/api/v1/{index}/search/stream", "/api/v1/indexes/{index}/search/stream"}) {
            router.addAbandonable("GET", path, TIMEOUT, this::stream)
                    .addAbandonable("POST", path, TIMEOUT, this::stream);
        }
    }

    private ApiResponse stream(ApiRequest request, RequestContext context) {
        StreamRequest stream = StreamParameters.of(request);
        boolean text = stream.output().format() == StreamFormat.CSV;
        return ApiResponse.streamed(text ? "text/csv" : "application/octet-stream", new Body(stream, context));
    }

    private final class Body implements StreamedBody {
        private final StreamRequest request;
        private final RequestContext context;

        Body(StreamRequest request, RequestContext context) {
            this.request = request;
            this.context = context;
        }

        @Override
        public void writeTo(OutputStream out) {
            Writer writer = new Writer(out, context);
            try {
                streamer.stream(request, writer, context);
            } finally {
                writer.end();
            }
        }

        /// As Quickwit does: the plain message.
        @Override
        public ApiResponse failed(Throwable failure, String what) {
            return failure instanceof TrawlException known
                    ? ApiResponse.text(ErrorMapper.status(known.code()), TEXT, TrawlException.describe(known))
                    : ErrorMapper.answer(failure, what);
        }
    }

    /// What splits send goes out one chunk after the other.
    private static final class Writer implements ChunkSink {
        private final OutputStream out;
        private final RequestContext context;
        /// Guarded by this.
        private boolean ended;

        Writer(OutputStream out, RequestContext context) {
            this.out = out;
            this.context = context;
        }

        @Override
        public synchronized void accept(byte[] chunk, int length) {
            context.check();
            if (ended) {
                throw cancelled("the stream has ended", null);
            }
            // A client that has gone without a word leaves a full socket, where a write would wait for long.
            try (RequestContext.Registration ignored = context.onCancel(Thread.currentThread()::interrupt)) {
                out.write(chunk, 0, length);
            } catch (IOException gone) {
                context.cancel("the client went away");
                throw cancelled("the client went away", gone);
            }
        }

        private TrawlException cancelled(String reason, @Nullable Throwable cause) {
            return new TrawlException(
                    ErrorCode.CANCELLED, "request " + context.id() + " was cancelled: " + reason, cause);
        }

        /// After a failure other splits may still be at work; none of them writes into the next answer.
        synchronized void end() {
            ended = true;
        }
    }
}
