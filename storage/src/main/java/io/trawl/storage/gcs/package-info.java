/// Storage on Google Cloud Storage.
///
/// Entry point: [GcsStorageFactory] makes a [io.trawl.storage.remote.RemoteStorage] over [GcsObjects] for each
/// `gs://bucket/prefix`; big objects go through [GcsUpload].
///
/// Our own client of the JSON API: the vendor's brings 91 jars, and none of its retries could be used.
@NullMarked
package io.trawl.storage.gcs;

import org.jspecify.annotations.NullMarked;
