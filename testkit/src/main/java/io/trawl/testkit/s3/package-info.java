/// An S3 server in this process whose answers can be made late, damaged or lost, for tests and benches of object
/// storage.
///
/// Other protocols run on it too: [ObjectProtocol].
///
/// Entry points: [S3TestServer] runs it, [S3Faults] says what goes wrong, [S3Ledger] tells what was asked.
///
/// Invariants: an operation on an object is linearizable, conditional puts included; a signature that does not hold is
/// refused; the faults of one seed and one order of requests are the same in every run.
///
/// It speaks HTTP/1.1 by itself: a reset in mid-body, a silent connection and a paced body are out of reach of the
/// JDK's
/// server, which also leaves Nagle's algorithm on and so adds 40 ms where 30 are measured.
@NullMarked
package io.trawl.testkit.s3;

import org.jspecify.annotations.NullMarked;
