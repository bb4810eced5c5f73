/// What the operator says: node, index and source settings as validated records, and their readers.
///
/// Entry points: [NodeConfigLoader] for a node's file and environment, [IndexConfigReader] and [IndexConfigJson] for an
/// index, [IndexTemplateReader] and [IndexTemplateJson] for a template of indexes, [SourceConfigReader] and
/// [SourceConfigJson] for a source.
/// Records are immutable and hold every default already; the text, its format and its aliases are forgotten after
/// reading.
/// Readers take trees apart by hand through [Fields], so that an unknown key or a wrong type is named with its place
/// and
/// in Quickwit's wording. Nothing here opens a connection or creates a file.
@NullMarked
package io.trawl.config;

import org.jspecify.annotations.NullMarked;
