package io.trawl.search;

import io.trawl.common.TrawlException;

/// How snippets are cut and marked.
///
/// @param size characters of text in a snippet, marks not counted
/// @param count snippets of a field at most, the best first
/// @param preTag before each marked word, as it is
/// @param postTag after it
public record SnippetOptions(int size, int count, String preTag, String postTag) {
    public static final int SIZE_MAX = 2_000;
    public static final int COUNT_MAX = 20;
    private static final int TAG_LENGTH_MAX = 200;

    /// One snippet of Quickwit's size and marks.
    public static final SnippetOptions DEFAULT = new SnippetOptions(150, 1, "<b>", "</b>");

    /// @throws TrawlException BAD_REQUEST
    public static SnippetOptions of(long size, long count, String preTag, String postTag) {
        check("snippet_size", size, SIZE_MAX);
        check("snippet_count", count, COUNT_MAX);
        if (preTag.length() > TAG_LENGTH_MAX || postTag.length() > TAG_LENGTH_MAX) {
            throw SearchRequest.invalid("a snippet tag must have at most " + TAG_LENGTH_MAX + " characters");
        }
        return new SnippetOptions((int) size, (int) count, preTag, postTag);
    }

    private static void check(String name, long value, int max) {
        if (value < 1 || value > max) {
            throw SearchRequest.invalid(name + " must be between 1 and " + max + ", got " + value);
        }
    }
}
