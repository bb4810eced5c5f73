/// Looks for what would keep a node from working, before it is started or while it runs.
///
/// Entry point: [Doctor]. It changes nothing but objects of its own below
/// [io.trawl.storage.ConditionalPutProbe#FOLDER], which it deletes again.
@NullMarked
package io.trawl.server.doctor;

import org.jspecify.annotations.NullMarked;
