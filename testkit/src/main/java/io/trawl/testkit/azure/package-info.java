/// The protocol of Azure's blob service for [io.trawl.testkit.s3.S3TestServer].
///
/// Entry point: [AzureProtocol#start].
@NullMarked
package io.trawl.testkit.azure;

import org.jspecify.annotations.NullMarked;
