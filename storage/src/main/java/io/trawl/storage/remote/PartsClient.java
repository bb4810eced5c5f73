package io.trawl.storage.remote;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

/// The requests of a protocol that puts big objects in parts, one attempt each. See [ObjectClient].
///
/// @param <P> what the server says about a part, which it wants to hear again at the end
public interface PartsClient<P> {
    /// @return the upload's id
    String createUpload(String name, Duration timeout) throws IOException, InterruptedException;

    /// @param number from 1
    P putPart(String name, String uploadId, int number, PayloadSection section, Duration timeout)
            throws IOException, InterruptedException;

    /// Makes the object of its parts.
    ///
    /// @return false if the server does not know the upload any more
    boolean completeUpload(String name, String uploadId, List<P> parts, Duration timeout)
            throws IOException, InterruptedException;

    /// Throws the parts away.
    void abortUpload(String name, String uploadId, Duration timeout) throws IOException, InterruptedException;
}
