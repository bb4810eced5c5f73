/// The JSON API of Google Cloud Storage for [io.trawl.testkit.s3.S3TestServer].
///
/// Entry point: [GcsProtocol#start].
@NullMarked
package io.trawl.testkit.gcs;

import org.jspecify.annotations.NullMarked;
