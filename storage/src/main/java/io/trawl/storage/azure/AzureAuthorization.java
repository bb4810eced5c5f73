package io.trawl.storage.azure;

import io.trawl.storage.remote.HttpTransport.Ask;
import java.io.IOException;
import java.time.Duration;

/// Makes requests that the server believes.
interface AzureAuthorization {
    /// The request with what proves who sends it.
    Ask authorize(Ask ask, Duration timeout) throws IOException, InterruptedException;

    /// The server did not believe it; the next request may bring something else.
    ///
    /// @return whether there is something else to bring
    boolean refused(Ask ask);
}
