package io.trawl.query;

import io.trawl.docmapper.FieldEntry;
import io.trawl.docmapper.IndexSchema;
import io.trawl.docmapper.Tokenizers;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The [TagFilter] of a query. Only exact values of fields that can be tags tell anything; patterns and negations
/// keep every split, so that pruning is never wrong.
///
/// Whether a field is a tag is for each split to say, by its marker: the mapping may have named other tags when the
/// split was made, or given the field another type. Hence a value stands for each tag that any type would write.
public final class TagFilterExtractor {
    private final IndexSchema schema;

    private TagFilterExtractor(IndexSchema schema) {
        this.schema = schema;
    }

    /// @param ast without user input; see [QueryParser#resolve]
    public static TagFilter extract(QueryAst ast, IndexSchema schema) {
        return new TagFilterExtractor(schema).of(ast);
    }

    private TagFilter of(QueryAst ast) {
        return switch (ast) {
            case QueryAst.MatchNone _ -> TagFilter.NONE;
            case QueryAst.Term(String field, String value) -> value(field, value);
            case QueryAst.TermSet set -> set(set);
            case QueryAst.FullText text -> fullText(text);
            case QueryAst.Boost(QueryAst underlying, float _) -> of(underlying);
            case QueryAst.Bool bool -> bool(bool);
            case QueryAst.MatchAll _,
                    QueryAst.FieldPresence _,
                    QueryAst.PhrasePrefix _,
                    QueryAst.Range _,
                    QueryAst.UserInput _,
                    QueryAst.Wildcard _,
                    QueryAst.Regex _ -> TagFilter.ANY;
        };
    }

    private TagFilter fullText(QueryAst.FullText text) {
        boolean usual =
                text.params().tokenizer().isEmpty() && text.params().zeroTerms() == FullTextParams.ZeroTerms.NONE;
        return usual ? value(text.field(), text.text()) : TagFilter.ANY;
    }

    private TagFilter set(QueryAst.TermSet set) {
        List<TagFilter> filters = new ArrayList<>();
        set.termsPerField().forEach((field, values) -> values.forEach(value -> filters.add(value(field, value))));
        return TagFilter.oneOf(filters);
    }

    private TagFilter bool(QueryAst.Bool bool) {
        List<TagFilter> filters = new ArrayList<>();
        addAll(bool.must(), filters);
        addAll(bool.filter(), filters);
        if (filters.isEmpty() && !bool.should().isEmpty()) {
            List<TagFilter> alternatives = new ArrayList<>();
            addAll(bool.should(), alternatives);
            return TagFilter.oneOf(alternatives);
        }
        return TagFilter.all(filters);
    }

    private void addAll(Collection<QueryAst> clauses, List<TagFilter> filters) {
        clauses.forEach(clause -> filters.add(of(clause)));
    }

    private TagFilter value(String field, String text) {
        return schema.entry(field)
                .filter(entry -> isWhole(entry, text))
                .map(entry -> TagFilter.oneOf(tags(text).stream()
                        .<TagFilter>map(tag -> new TagFilter.Value(field, tag))
                        .toList()))
                .orElse(TagFilter.ANY);
    }

    /// Whether documents that match have just this value.
    private static boolean isWhole(FieldEntry entry, String text) {
        return switch (entry.type()) {
            case U64 -> TypedValue.u64(text).isPresent();
            case I64 -> TypedValue.i64(text).isPresent();
            case TEXT -> entry.tokenizer().equals(Optional.of(Tokenizers.RAW));
            case F64, BOOL, IP, DATETIME, BYTES, JSON, CONCATENATE -> false;
        };
    }

    /// The text, and the plain forms of the number that it may be: `007` finds 7.
    private static Set<String> tags(String text) {
        Set<String> tags = new LinkedHashSet<>();
        tags.add(text);
        TypedValue.u64(text).ifPresent(bits -> tags.add(Long.toUnsignedString(bits)));
        TypedValue.i64(text).ifPresent(value -> tags.add(Long.toString(value)));
        return tags;
    }
}
