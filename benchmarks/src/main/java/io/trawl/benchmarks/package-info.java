/// Figures of the product beside a plain-Lucene baseline on the same file, in one run. Entry class: [Bench].
///
/// Every figure is CPU time of a whole process or the minimum of many runs, and is printed with the load average.
@NullMarked
package io.trawl.benchmarks;

import org.jspecify.annotations.NullMarked;
