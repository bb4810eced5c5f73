package io.trawl.storage.remote;

import java.io.IOException;

/// A payload has fewer bytes than it said.
public final class PayloadTooShort extends IOException {
    PayloadTooShort(long left, long length) {
        super("the payload ended " + left + " bytes before its length of " + length);
    }
}
