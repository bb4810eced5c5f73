package io.trawl.metastore;

import io.trawl.common.TrawlException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/// Names indexes: by id, with `*` for any run of characters, and with a leading `-` for those to leave out.
///
/// `["logs-*", "-logs-old"]` is every index whose id starts with `logs-` but `logs-old`.
public final class IndexPatterns {
    private static final String ALLOWED = "^[a-zA-Z\\*][a-zA-Z0-9-_\\.\\*]{0,254}$";
    private static final Pattern ALLOWED_PATTERN = Pattern.compile(ALLOWED);
    private static final int MIN_INDEX_ID_LENGTH = 3;

    private final List<String> exactIds = new ArrayList<>();
    private final List<Predicate<String>> wanted = new ArrayList<>();
    private final List<Predicate<String>> unwanted = new ArrayList<>();

    private IndexPatterns() {}

    /// @throws TrawlException BAD_REQUEST naming the first pattern that is not valid
    public static IndexPatterns parse(List<String> patterns) {
        IndexPatterns parsed = new IndexPatterns();
        for (String pattern : patterns) {
            boolean negative = pattern.startsWith("-");
            String body = negative ? pattern.substring(1) : pattern;
            check(pattern, body);
            (negative ? parsed.unwanted : parsed.wanted).add(matcher(body));
            if (!negative && body.indexOf('*') < 0) {
                parsed.exactIds.add(body);
            }
        }
        return parsed;
    }

    public boolean matches(String indexId) {
        return wanted.stream().anyMatch(pattern -> pattern.test(indexId))
                && unwanted.stream().noneMatch(pattern -> pattern.test(indexId));
    }

    /// Whether some pattern says which indexes are wanted, rather than which are not.
    public boolean hasPositive() {
        return !wanted.isEmpty();
    }

    /// The ids that are asked for by name: what a caller may want to miss loudly.
    public List<String> exactIds() {
        return List.copyOf(exactIds);
    }

    private static void check(String pattern, String body) {
        String problem = "";
        if (!ALLOWED_PATTERN.matcher(body).matches()) {
            problem = "patterns must match the following regular expression: `" + ALLOWED + "`";
        } else if (body.contains("**")) {
            problem = "patterns must not contain multiple consecutive `*`";
        } else if (body.indexOf('*') < 0 && body.length() < MIN_INDEX_ID_LENGTH) {
            problem = "an index ID must have at least 3 characters";
        }
        if (!problem.isEmpty()) {
            throw TrawlException.badRequest("index ID pattern `" + pattern + "` is invalid: " + problem);
        }
    }

    private static Predicate<String> matcher(String body) {
        if (body.equals("*")) {
            return id -> true;
        }
        if (body.indexOf('*') < 0) {
            return body::equals;
        }
        StringBuilder regex = new StringBuilder();
        for (String part : body.split("\\*", -1)) {
            regex.append(regex.isEmpty() ? "" : ".*").append(Pattern.quote(part));
        }
        return Pattern.compile(regex.toString()).asMatchPredicate();
    }
}
