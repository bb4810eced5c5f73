package io.trawl.server.http;

import io.trawl.common.RequestContext;
import io.trawl.common.Threads;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.server.Request;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Cancels requests whose clients have gone.
///
/// HTTP/2 tells so by itself. HTTP/1.1 connections are asked every [#PERIOD_MILLIS], one system call each; a request
/// that is answered sooner is never asked about. Safe for concurrent use.
final class ClientWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ClientWatch.class);

    /// A search stops within 200 ms of its client's leaving, and has to notice first.
    static final long PERIOD_MILLIS = 50;

    private final Map<RequestContext, WatchedEndPoint> watched = new ConcurrentHashMap<>();
    private final ScheduledExecutorService timer = Threads.timer("http-client-watch");

    void start() {
        timer.scheduleWithFixedDelay(this::askAll, PERIOD_MILLIS, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
    }

    /// Watches until closed, also while the answer is being written. The request must have been read whole.
    RequestContext.Registration watch(Request request, RequestContext context) {
        boolean older = request.getConnectionMetaData().getHttpVersion().getVersion() < HttpVersion.HTTP_2.getVersion();
        WatchedEndPoint asked = older ? WatchedEndPoint.find(request).orElse(null) : null;
        if (asked == null) {
            return () -> {};
        }
        watched.put(context, asked);
        return () -> {
            // Waits for a question that is being asked: from here on the connection is Jetty's alone.
            synchronized (asked) {
                watched.remove(context);
            }
        };
    }

    private void askAll() {
        watched.forEach((context, endPoint) -> {
            boolean gone;
            synchronized (endPoint) {
                gone = watched.containsKey(context) && endPoint.isClientGone();
            }
            if (gone) {
                watched.remove(context);
                cancel(context);
            }
        });
    }

    /// A failure here must not end the watch.
    private static void cancel(RequestContext context) {
        try {
            context.cancel("the client went away");
        } catch (RuntimeException failure) {
            LOG.error("request {} could not be cancelled", context.id(), failure);
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
