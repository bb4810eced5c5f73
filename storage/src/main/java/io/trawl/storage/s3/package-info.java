/// Storage on S3 and on servers that speak its protocol.
///
/// Entry point: [S3StorageFactory] makes a [io.trawl.storage.remote.RemoteStorage] over [S3Objects] for each
/// `s3://bucket/prefix`.
///
/// The SDK's types do not leave this package. The SDK's own retries are off: it cannot know which of our puts may be
/// repeated, keeps no budget over all requests, and hides attempts that a query has to account for.
@NullMarked
package io.trawl.storage.s3;

import org.jspecify.annotations.NullMarked;
