package io.trawl.storage.remote;

import io.trawl.common.RequestContext;
import io.trawl.storage.Payload;

/// Puts an object that is longer than one request should be.
@FunctionalInterface
public interface BigPut {
    /// @param what for messages, as in "put of `key` in `s3://bucket`"
    void put(String name, Payload payload, String what, RequestContext context);
}
