package io.trawl.server.http;

import io.trawl.common.DataSize;
import io.trawl.common.Deadline;
import io.trawl.common.ErrorCode;
import io.trawl.common.IdGenerator;
import io.trawl.common.MemoryBudget;
import io.trawl.common.RequestContext;
import io.trawl.common.TimeSource;
import io.trawl.common.TrawlException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/// One request and its answer, between Jetty and a route.
final class JettyExchange implements ApiRequest.Body {
    /// Smaller answers are not counted: connections take as much.
    private static final int SMALL_ANSWER_BYTES = 64 << 10;
    /// How long an answer waits for room; it keeps others from being made.
    private static final Duration ROOM_TIMEOUT = Duration.ofSeconds(10);

    private final Request request;
    private final Response response;
    private final Callback callback;
    private final IdGenerator ids;
    private final HttpObserver observer;
    private final ClientWatch clients;
    /// For answers that wait for their clients to read them.
    private final MemoryBudget answers;
    /// Starts watching for the client's leaving; to be run when the request was read whole.
    private Runnable whenRead = () -> {};

    /// To be closed before the answer's end: from there on the connection is Jetty's alone.
    private RequestContext.Registration watch = () -> {};
    /// Gives back what the request held while its answer was made.
    private Runnable whenAnswered = () -> {};

    JettyExchange(
            Request request,
            Response response,
            Callback callback,
            IdGenerator ids,
            HttpObserver observer,
            ClientWatch clients,
            MemoryBudget answers) {
        this.request = request;
        this.response = response;
        this.callback = callback;
        this.ids = ids;
        this.observer = observer;
        this.clients = clients;
        this.answers = answers;
    }

    void answer(Router router) {
        try {
            handle(router);
        } finally {
            // Also if it failed so badly that nobody answered.
            whenAnswered.run();
            watch.close();
        }
    }

    private void handle(Router router) {
        long start = TimeSource.SYSTEM.nanoTime();
        String method = request.getMethod();
        String path = request.getHttpURI().getPath();
        String route = "unmatched";
        ApiResponse answer;
        try {
            Router.Match match = router.match(method, path);
            route = match.route().template();
            answer = handle(match, path);
        } catch (Exception | StackOverflowError failure) {
            answer = ErrorMapper.answer(failure, method + " " + path);
            if (answer.status() == HttpStatus.METHOD_NOT_ALLOWED_405) {
                response.getHeaders().put(HttpHeader.ALLOW, String.join(", ", router.methods(path)));
            }
        }
        if (answer.stream().isPresent()) {
            int status = new StreamedExchange(request, response, callback, watch)
                    .send(answer, answer.stream().get());
            observer.answered(method, route, status, TimeSource.SYSTEM.nanoTime() - start);
            return;
        }
        watch.close();
        Optional<MemoryBudget.Charge> room = Optional.empty();
        try {
            room = roomFor(answer);
        } catch (TrawlException full) {
            answer = ErrorMapper.answer(full, method + " " + path);
        } finally {
            whenAnswered.run();
        }
        observer.answered(method, route, answer.status(), TimeSource.SYSTEM.nanoTime() - start);
        send(request, response, givingBack(room), answer);
    }

    /// Waits until answers that were made before have been read, if they are many.
    ///
    /// @throws TrawlException TOO_MANY_REQUESTS
    private Optional<MemoryBudget.Charge> roomFor(ApiResponse answer) {
        long bytes = Math.min(answer.body().length, answers.limit());
        if (bytes <= SMALL_ANSWER_BYTES) {
            return Optional.empty();
        }
        try {
            return Optional.of(answers.chargeWithin(bytes, Deadline.after(TimeSource.SYSTEM, ROOM_TIMEOUT)));
        } catch (InterruptedException interrupted) {
            throw new TrawlException(ErrorCode.CANCELLED, "the answer was interrupted", interrupted);
        }
    }

    private Callback givingBack(Optional<MemoryBudget.Charge> room) {
        return room.<Callback>map(charge -> Callback.from(callback, charge::close))
                .orElse(callback);
    }

    private ApiResponse handle(Router.Match match, String path) {
        ApiRequest apiRequest = new ApiRequest(
                request.getMethod(),
                path,
                match.parameters(),
                QueryParameters.parse(request.getHttpURI().getQuery()),
                name -> Optional.ofNullable(request.getHeaders().get(name)),
                this);
        RequestContext context = new RequestContext(
                ids.next(),
                "anonymous",
                RequestContext.Priority.INTERACTIVE,
                Deadline.after(TimeSource.SYSTEM, match.route().timeout()),
                MemoryBudget.unlimited("request"));
        whenAnswered = context::end;
        request.addFailureListener(gone -> context.cancel("the client went away"));
        if (!match.route().abandonable()) {
            return match.route().handler().handle(apiRequest, context);
        }
        whenRead = () -> watch = clients.watch(request, context);
        if (!hasBody()) {
            whenRead.run();
        }
        return match.route().handler().handle(apiRequest, context);
    }

    private boolean hasBody() {
        return declaredLength().orElse(0) > 0 || request.getHeaders().contains(HttpHeader.TRANSFER_ENCODING);
    }

    @Override
    public OptionalLong declaredLength() {
        long length = request.getHeaders().getLongField(HttpHeader.CONTENT_LENGTH);
        return length < 0 ? OptionalLong.empty() : OptionalLong.of(length);
    }

    @Override
    public byte[] read(DataSize limit) {
        long declared = declaredLength().orElse(-1);
        if (declared > limit.bytes()) {
            throw ContentEncoding.tooLarge(limit);
        }
        try (InputStream in = Request.asInputStream(request)) {
            byte[] body = declared >= 0 ? readExactly(in, (int) declared) : readAtMost(in, limit);
            whenRead.run();
            String encoding = request.getHeaders().get(HttpHeader.CONTENT_ENCODING);
            return encoding == null ? body : ContentEncoding.decode(encoding, body, limit);
        } catch (IOException broken) {
            throw new TrawlException(ErrorCode.BAD_REQUEST, "the request's body did not arrive whole", broken);
        }
    }

    private static byte[] readExactly(InputStream in, int length) throws IOException {
        byte[] body = new byte[length];
        int read = in.readNBytes(body, 0, length);
        return read == length ? body : Arrays.copyOf(body, read);
    }

    private static byte[] readAtMost(InputStream in, DataSize limit) throws IOException {
        byte[] body = in.readNBytes((int) Math.min(Integer.MAX_VALUE - 8, limit.bytes() + 1));
        if (body.length > limit.bytes()) {
            throw ContentEncoding.tooLarge(limit);
        }
        return body;
    }

    static void send(Request request, Response response, Callback callback, ApiResponse answer) {
        response.setStatus(answer.status());
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, answer.contentType());
        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, answer.body().length);
        answer.headers().forEach((name, value) -> response.getHeaders().put(name, value));
        boolean headOnly = request.getMethod().equals("HEAD");
        response.write(true, headOnly ? ByteBuffer.allocate(0) : ByteBuffer.wrap(answer.body()), callback);
    }
}
