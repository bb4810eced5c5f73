/// What is done to indexes as wholes, where metastore and files must go together. Entry class: [IndexService];
/// [TemplateIndexCreator] makes the indexes that documents come for.
@NullMarked
package io.trawl.server.indexes;

import org.jspecify.annotations.NullMarked;
