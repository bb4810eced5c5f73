package io.trawl.server.http;

/// Told of every request that was answered; counts and times them.
@FunctionalInterface
public interface HttpObserver {
    void answered(String method, String route, int status, long nanos);
}
