/// Words and tools that every module shares: ids, sizes, time, errors, retry, fan-out, memory budget, request context.
///
/// No I/O and no Lucene here. Time, randomness and threads come from this package alone ([TimeSource], [IdGenerator],
/// [Threads]), so that tests can replace them.
@NullMarked
package io.trawl.common;

import org.jspecify.annotations.NullMarked;
