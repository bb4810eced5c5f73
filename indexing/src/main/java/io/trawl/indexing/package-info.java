/// From documents of a source to published splits.
///
/// Entry point: [IndexingService], which runs one [IndexingPipeline] for each index and source that has
/// documents. A pipeline reads its [Source], lets a [DocProcessor] parse, gathers documents in a
/// [Workbench], and when the [CommitPolicy] says so seals it into a [Commit], which [CommitQueue]
/// flushes, packages, stages, uploads and, in order, publishes together with what it consumed of the
/// source. That step is atomic, so a pipeline may stop or fail anywhere: it starts again from the stored
/// checkpoint, and every document is indexed exactly once.
///
/// Pipelines are state machines on as many threads as there are cores ([PipelineScheduler]); an idle one
/// holds no thread, writer or buffer. All writers are charged to one budget ([IndexingMemory]), the
/// largest makes room first.
///
/// A split is one Lucene segment, by one flush; it is never changed after it is packaged. It holds documents of one
/// partition of its index, and a commit has one split for each partition, or more where memory was short: a
/// [Workbench] keeps them open side by side, and a [PartitionOrder] hands it documents one partition after the other.
@NullMarked
package io.trawl.indexing;

import org.jspecify.annotations.NullMarked;
