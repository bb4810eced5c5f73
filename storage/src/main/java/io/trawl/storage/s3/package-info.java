/// Storage on S3 and on servers that speak its protocol.
///
/// Entry point: [S3StorageFactory] makes an [S3Storage] for each `s3://bucket/prefix`; all share one client, one cap on
/// requests in flight and one budget of retries.
///
/// Invariants: a read gives all its bytes or fails; a conditional put whose outcome is open is never reported as lost
/// or
/// won; every attempt takes a permit, is counted, and ends with its request's cancellation or deadline.
///
/// The SDK's types do not leave this package. The SDK's own retries are off: it cannot know which of our puts may be
/// repeated, keeps no budget over all requests, and hides attempts that a query has to account for.
@NullMarked
package io.trawl.storage.s3;

import org.jspecify.annotations.NullMarked;
