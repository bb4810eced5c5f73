package io.trawl.docmapper;

/// What a field name in a query stands for.
public sealed interface ResolvedField {
    /// A declared field, named whole. A `json` root named without a path is one too: it has no terms of its own.
    record Plain(FieldEntry entry) implements ResolvedField {}

    /// A path inside a `json` field, or an undeclared field (then `root` is `_dynamic`), or a `concatenate` field,
    /// whose terms are those of a json field at the empty path.
    ///
    /// @param path encoded, see [JsonPaths]; empty exactly for a concatenate field
    record JsonPath(FieldEntry root, String path) implements ResolvedField {}
}
