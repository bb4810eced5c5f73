package io.trawl.server.http;

import io.trawl.common.DataSize;
import io.trawl.common.ErrorCode;
import io.trawl.common.IdGenerator;
import io.trawl.common.MemoryBudget;
import io.trawl.common.Threads;
import io.trawl.common.TrawlException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.http2.server.HTTP2CServerConnectionFactory;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/// Listens for HTTP/1.1 and h2c on one port and hands each request to its route, on a virtual thread.
public final class HttpServer implements AutoCloseable {
    /// Request line and headers together; more is answered 414 or 431. Quickwit takes addresses of 64 KB.
    private static final DataSize MAX_HEADER = DataSize.ofKibibytes(96);
    /// The router takes paths apart as they were sent and decodes each part strictly, so none is ambiguous to it, and
    /// its errors say what is wrong.
    private static final UriCompliance PATHS = UriCompliance.UNSAFE;
    /// Connections beyond this wait in the kernel's queue.
    private static final int ACCEPT_QUEUE = 1024;

    private static final Duration IDLE_TIMEOUT = Duration.ofSeconds(120);
    /// How long running requests may take to end when the server stops.
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(10);

    private final Server server;
    private final ServerConnector connector;
    private final ClientWatch clients = new ClientWatch();
    private final InetSocketAddress address;

    /// With room for any number of answers.
    public HttpServer(InetSocketAddress address, Router router, IdGenerator ids, HttpObserver observer) {
        this(address, router, ids, observer, MemoryBudget.unlimited("answers"));
    }

    /// @param answers memory for answers that wait for their clients to read them
    public HttpServer(
            InetSocketAddress address, Router router, IdGenerator ids, HttpObserver observer, MemoryBudget answers) {
        this.address = address;
        // Selectors and acceptors only; handlers run on virtual threads.
        QueuedThreadPool threads = new QueuedThreadPool(16, 4);
        threads.setName("http");
        threads.setVirtualThreadsExecutor(Threads.virtual("http-request"));
        server = new Server(threads);
        server.setStopTimeout(STOP_TIMEOUT.toMillis());
        HttpConfiguration configuration = new HttpConfiguration();
        configuration.setSendServerVersion(false);
        configuration.setSendDateHeader(false);
        configuration.setRequestHeaderSize((int) MAX_HEADER.bytes());
        configuration.setUriCompliance(PATHS);
        connector =
                new ServerConnector(
                        server,
                        1,
                        1,
                        new HttpConnectionFactory(configuration),
                        new HTTP2CServerConnectionFactory(configuration)) {
                    @Override
                    protected SocketChannelEndPoint newEndPoint(
                            SocketChannel channel, ManagedSelector selector, SelectionKey key) {
                        SocketChannelEndPoint endPoint = new WatchedEndPoint(channel, selector, key, getScheduler());
                        endPoint.setIdleTimeout(getIdleTimeout());
                        return endPoint;
                    }
                };
        connector.setHost(address.getHostString());
        connector.setPort(address.getPort());
        connector.setIdleTimeout(IDLE_TIMEOUT.toMillis());
        connector.setAcceptQueueSize(ACCEPT_QUEUE);
        server.addConnector(connector);
        server.setErrorHandler(new PlainErrors());
        server.setHandler(new Handler.Abstract() {
            @Override
            public boolean handle(Request request, Response response, Callback callback) {
                new JettyExchange(request, response, callback, ids, observer, clients, answers).answer(router);
                return true;
            }
        });
    }

    /// @throws TrawlException UNAVAILABLE if the port cannot be taken, naming it and what to do
    public void start() {
        try {
            clients.start();
            server.start();
        } catch (IOException taken) {
            throw new TrawlException(
                    ErrorCode.UNAVAILABLE,
                    "cannot listen on " + address.getHostString() + ":" + address.getPort() + ": "
                            + rootMessage(taken)
                            + "; stop the program that uses the port, or set another one with `rest.listen_port` or TRAWL_REST_LISTEN_PORT",
                    taken);
        } catch (Exception failure) {
            throw TrawlException.internal("the HTTP server did not start: " + rootMessage(failure), failure);
        }
    }

    private static String rootMessage(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return TrawlException.describe(root);
    }

    /// The port that is listened on, also where 0 was asked for.
    public int port() {
        return connector.getLocalPort();
    }

    @Override
    public void close() {
        try (ClientWatch ignored = clients) {
            server.stop();
        } catch (Exception failure) {
            throw TrawlException.internal("the HTTP server did not stop", failure);
        }
    }

    /// Answers what Jetty refuses before a route is asked, in the shape of all other errors.
    private static final class PlainErrors extends ErrorHandler {
        @Override
        public boolean handle(Request request, Response response, Callback callback) {
            Object reason = request.getAttribute(ERROR_MESSAGE);
            ApiResponse answer = answer(response.getStatus(), reason == null ? "" : reason.toString());
            response.getHeaders().put(HttpHeader.CONTENT_TYPE, ApiResponse.JSON);
            response.write(true, ByteBuffer.wrap(answer.body()), callback);
            return true;
        }

        @Override
        public ByteBuffer badMessageError(int status, String reason, HttpFields.Mutable fields) {
            fields.put(HttpHeader.CONTENT_TYPE, ApiResponse.JSON);
            return ByteBuffer.wrap(answer(status, reason == null ? "" : reason).body());
        }

        private static ApiResponse answer(int status, String reason) {
            if (status == HttpStatus.URI_TOO_LONG_414 || status == HttpStatus.REQUEST_HEADER_FIELDS_TOO_LARGE_431) {
                return ErrorMapper.message(
                        status,
                        "the request's line and headers have more than " + MAX_HEADER.toHuman()
                                + ": send a long query in the body of a POST");
            }
            if (HttpStatus.isServerError(status)) {
                // The server has logged the reason, which is nobody else's business.
                return ErrorMapper.message(status, "internal server error");
            }
            boolean says = !reason.isEmpty() && !reason.equals(HttpStatus.getMessage(status));
            return ErrorMapper.message(
                    status,
                    "the request's line or headers are not valid HTTP"
                            + (says ? ": " + reason : ": check the percent-encoding of the path"));
        }
    }
}
