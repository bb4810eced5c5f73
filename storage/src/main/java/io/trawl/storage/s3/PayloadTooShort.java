package io.trawl.storage.s3;

import java.io.IOException;

/// A payload has fewer bytes than it said.
final class PayloadTooShort extends IOException {
    PayloadTooShort(long left, long length) {
        super("the payload ended " + left + " bytes before its length of " + length);
    }
}
