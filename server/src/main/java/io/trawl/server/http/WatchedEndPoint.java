package io.trawl.server.http;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.Optional;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.io.ssl.SslConnection;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.thread.Scheduler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A connection that can be asked whether its client is still there while a request of it is being answered.
///
/// Over HTTP/1.1 the server reads nothing between a request and its answer, so it does not learn that the client has
/// closed the connection; a search nobody waits for would run to its end. Asking means reading: what is read, the
/// beginning of a pipelined request, is kept for the next [#fill].
final class WatchedEndPoint extends SocketChannelEndPoint {
    private static final Logger LOG = LoggerFactory.getLogger(WatchedEndPoint.class);

    /// Enough to see that there is something; the rest stays in the kernel.
    private static final int AHEAD_BYTES = 512;

    /// What was read ahead, ready to be read. Guarded by this.
    private final ByteBuffer ahead = BufferUtil.allocate(AHEAD_BYTES);

    WatchedEndPoint(SocketChannel channel, ManagedSelector selector, SelectionKey key, Scheduler scheduler) {
        super(channel, selector, key, scheduler);
    }

    /// The connection that a request came over, below its encryption.
    static Optional<WatchedEndPoint> find(Request request) {
        EndPoint endPoint = request.getConnectionMetaData().getConnection().getEndPoint();
        if (endPoint instanceof SslConnection.SslEndPoint secure) {
            endPoint = secure.getSslConnection().getEndPoint();
        }
        return endPoint instanceof WatchedEndPoint watched ? Optional.of(watched) : Optional.empty();
    }

    /// Makes the connection end as broken when it is closed, not as if all had been said.
    void breakWhenClosed() {
        try {
            getChannel().setOption(StandardSocketOptions.SO_LINGER, 0);
        } catch (IOException gone) {
            LOG.debug("a connection was closed before it could be broken off", gone);
        }
    }

    /// Whether the client has closed the connection, or it broke. Does not wait.
    ///
    /// To be called only while nobody waits for bytes: between a request's last byte and the end of its answer.
    synchronized boolean isClientGone() {
        if (!isOpen() || isInputShutdown()) {
            return true;
        }
        if (ahead.hasRemaining()) {
            return false;
        }
        int position = BufferUtil.flipToFill(ahead);
        try {
            return getChannel().read(ahead) < 0;
        } catch (IOException broken) {
            return true;
        } finally {
            BufferUtil.flipToFlush(ahead, position);
        }
    }

    @Override
    public int fill(ByteBuffer buffer) throws IOException {
        synchronized (this) {
            if (ahead.hasRemaining()) {
                int position = BufferUtil.flipToFill(buffer);
                int bytes = Math.min(ahead.remaining(), buffer.remaining());
                buffer.put(ahead.slice(ahead.position(), bytes));
                ahead.position(ahead.position() + bytes);
                BufferUtil.flipToFlush(buffer, position);
                if (!ahead.hasRemaining()) {
                    BufferUtil.clear(ahead);
                }
                notIdle();
                return bytes;
            }
        }
        return super.fill(buffer);
    }

    /// What was read ahead is there at once: the selector would wait for more.
    @Override
    protected void needsFillInterest() {
        boolean hasAhead;
        synchronized (this) {
            hasAhead = ahead.hasRemaining();
        }
        if (hasAhead) {
            getFillInterest().fillable();
        } else {
            super.needsFillInterest();
        }
    }
}
