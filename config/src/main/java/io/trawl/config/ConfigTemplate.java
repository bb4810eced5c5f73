package io.trawl.config;

import io.trawl.common.TrawlException;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Fills `${VAR}` and `${VAR:-default}` in a config's text. Lines that are comments stay as they are.
final class ConfigTemplate {
    private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{\\s*([A-Za-z_][A-Za-z0-9_]*)\\s*(?::-([^}]*))?}");

    private ConfigTemplate() {}

    /// @throws TrawlException BAD_REQUEST naming a variable that is not set and has no default
    static String fill(String text, Map<String, String> environment) {
        StringBuilder out = new StringBuilder(text.length());
        int lineNumber = 0;
        for (String line : text.split("\n", -1)) {
            if (++lineNumber > 1) {
                out.append('\n');
            }
            out.append(
                    line.stripLeading().startsWith("#") || line.indexOf("${") < 0
                            ? line
                            : fillLine(line, lineNumber, environment));
        }
        return out.toString();
    }

    private static String fillLine(String line, int lineNumber, Map<String, String> environment) {
        Matcher matcher = PLACEHOLDER.matcher(line);
        return matcher.replaceAll(found -> {
            String value = environment.get(found.group(1));
            String absent = found.group(2);
            if (value == null && absent == null) {
                throw TrawlException.badRequest("line " + lineNumber + ": environment variable " + found.group(1)
                        + " is not set: set it, or write `${" + found.group(1) + ":-default}`");
            }
            return Matcher.quoteReplacement(
                    value != null ? value : String.valueOf(absent).strip());
        });
    }
}
