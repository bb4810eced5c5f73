/// Makes realistic logs from a seed: the demo, the bench and tests run on them.
///
/// Entry point: [LogGenerator] writes JSON lines into a byte buffer; [LogGenMain] writes them to a file. The same seed
/// gives the same bytes on every machine.
///
/// The logs are those of a made-up shop: [World] holds its services, hosts, users and catalog; [Template]s, read from
/// `templates.txt`, say what its services log; a [Flow] is something that happens there (a request, an ssh session)
/// and logs a few lines, interleaved with those of the flows that happen meanwhile. Entropy lies where real logs have
/// it: in ids, times, sizes and the skewed choice of who does what. Nothing is padding.
///
/// May use `common` and nothing else.
@NullMarked
package io.trawl.loggen;

import org.jspecify.annotations.NullMarked;
