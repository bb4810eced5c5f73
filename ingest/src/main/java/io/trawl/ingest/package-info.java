/// Takes documents in and never loses one that it acknowledged.
///
/// Entry points: [IngestRouter] answers a request, [Ingester] keeps this node's shards, [WriteAheadLog]
/// makes them durable. A *shard* is an ordered run of the documents of one index and source; each
/// document has a *position* in it. The pair of shard id and position is never given twice, whatever
/// happens to the log's files: a log that was not closed in order, or lost anything, goes on with new
/// shards.
///
/// The log, in the folder `wal`, is a row of segments `wal-{number}.log`, numbers only going up. All
/// integers are little-endian, all checksums CRC32C.
/// ```
/// segment := header record*
/// header (64 bytes) := magic "TRAWLWAL" | version u32 | crc u32 of the bytes behind it | log id u64 | number u64
///                    | number of the segment before u64 (0: none) | bytes of it that count u64 | zeros
/// record  := magic u32 | crc u32 of the rest of the header | header length u16 | kind u8 | flags u8
///          | payload length u32 | payload crc u32 | log id u64 | segment number u64 | offset in the segment u64
///          | offset before which all was durable u64 | first position u64 | number of documents u32
///          | index uid, source id, shard id: each length u16 and UTF-8 | payload
/// ```
/// The payload of a `DOCUMENTS` record is the raw lines. A `CLOSED` record is the last one of a log that
/// was closed in order; its payload names the open shards and their next positions. A `TRUNCATED` record
/// says that what its shard has before the first position was published, although the checkpoint was
/// reset since. A record knows its log, segment and offset, so that behind damage the next real one is
/// found, and a document that looks like a record is not taken for one. What is behind a segment's
/// counted bytes was never acknowledged, nor what is in a segment that the next one passes over when it
/// names the one before it.
@NullMarked
package io.trawl.ingest;

import org.jspecify.annotations.NullMarked;
