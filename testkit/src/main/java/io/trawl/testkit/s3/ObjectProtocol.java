package io.trawl.testkit.s3;

/// How a kind of object store is asked and answers. The server around it has the objects, the faults and the ledger.
public interface ObjectProtocol {
    /// What a request is about, before it is known to be genuine.
    ///
    /// @throws S3Failure if it is none of this protocol
    S3Target target(HttpRequest request);

    /// Checks that the request is genuine and does what it asks.
    ///
    /// @throws S3Failure with the error to answer
    HttpResponse perform(S3Target target, HttpRequest request, Bucket bucket);

    /// The answer that says so.
    HttpResponse failure(S3Failure failure);
}
