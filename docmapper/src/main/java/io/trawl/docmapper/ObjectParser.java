package io.trawl.docmapper;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// A document, or a declared object inside it.
final class ObjectParser extends KeyedParser {
    private final String messagePath;
    private final boolean strict;
    private final @Nullable JsonRoot dynamic;
    private final String jsonPath;

    /// @param messagePath for messages; empty for the document
    /// @param strict whether undeclared keys are refused
    /// @param dynamic takes undeclared keys; null if they are dropped or refused
    /// @param jsonPath of this object below `dynamic`, encoded
    ObjectParser(String messagePath, boolean strict, @Nullable JsonRoot dynamic, String jsonPath) {
        this.messagePath = messagePath;
        this.strict = strict;
        this.dynamic = dynamic;
        this.jsonPath = jsonPath;
    }

    @Override
    void parse(ParseContext context, byte first) {
        if (first != '{') {
            throw context.reject(() -> DocRejection.unparsable(
                    messagePath, "expected an JSON object, got " + JsonText.compact(context.json)));
        }
        parseMembers(context);
    }

    @Override
    KeyTable.@Nullable Entry unknownKey(ParseContext context) {
        JsonScanner json = context.json;
        if (strict) {
            String key = Utf8.text(json.text, json.textOffset, json.textLength);
            throw context.reject(() -> DocRejection.undeclared(messagePath.isEmpty() ? key : messagePath + "." + key));
        }
        if (dynamic == null || !context.building || !dynamic.isKept()) {
            return null;
        }
        byte[] key = Arrays.copyOfRange(json.text, json.textOffset, json.textOffset + json.textLength);
        return keys.add(key, dynamic.nodeBelow(jsonPath, key));
    }

    /// Forgets undeclared keys, here and in declared objects below.
    void forgetPaths() {
        keys.removeIf(parser -> parser instanceof JsonNodeParser);
        for (KeyTable.Entry entry : keys.entries()) {
            if (entry.parser() instanceof ObjectParser object) {
                object.forgetPaths();
            }
        }
    }
}
