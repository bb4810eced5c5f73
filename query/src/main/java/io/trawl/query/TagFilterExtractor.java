package io.trawl.query;

import io.trawl.docmapper.FieldEntry;
import io.trawl.docmapper.IndexSchema;
import io.trawl.docmapper.Tokenizers;
import io.trawl.docmapper.ValueType;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/// The [TagFilter] of a query. Only exact values of tag fields tell anything; patterns and negations keep every
/// split, so that pruning is never wrong.
public final class TagFilterExtractor {
    private final IndexSchema schema;
    private final Set<String> tagFields;

    private TagFilterExtractor(IndexSchema schema, Set<String> tagFields) {
        this.schema = schema;
        this.tagFields = Set.copyOf(tagFields);
    }

    /// @param ast without user input; see [QueryParser#resolve]
    /// @param tagFields paths of the fields that splits are tagged by
    public static TagFilter extract(QueryAst ast, IndexSchema schema, Set<String> tagFields) {
        return tagFields.isEmpty() ? TagFilter.ANY : new TagFilterExtractor(schema, tagFields).of(ast);
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
        Optional<FieldEntry> entry = tagFields.contains(field) ? schema.entry(field) : Optional.empty();
        return entry.flatMap(found -> tagOf(found, text))
                .<TagFilter>map(tag -> new TagFilter.Value(field, tag))
                .orElse(TagFilter.ANY);
    }

    /// The value as splits are tagged with it: numbers in their plain form, so that `007` finds 7.
    private static Optional<String> tagOf(FieldEntry entry, String text) {
        if (entry.type() == ValueType.U64) {
            OptionalLong bits = TypedValue.u64(text);
            return bits.isPresent() ? Optional.of(Long.toUnsignedString(bits.getAsLong())) : Optional.empty();
        }
        if (entry.type() == ValueType.I64) {
            OptionalLong value = TypedValue.i64(text);
            return value.isPresent() ? Optional.of(Long.toString(value.getAsLong())) : Optional.empty();
        }
        boolean whole = entry.type() == ValueType.TEXT && entry.tokenizer().equals(Optional.of(Tokenizers.RAW));
        return whole ? Optional.of(text) : Optional.empty();
    }
}
