/// Storage on Azure Blob Storage.
///
/// Entry point: [AzureStorageFactory] makes a [io.trawl.storage.remote.RemoteStorage] over [AzureObjects] for each
/// `azure://account/container/prefix`.
///
/// Our own client of the REST protocol: the vendor's brings 42 jars and its own event loop, and none of its retries
/// could be used. Requests are signed with the account's key, or carry a token of Microsoft's identity service.
@NullMarked
package io.trawl.storage.azure;

import org.jspecify.annotations.NullMarked;
