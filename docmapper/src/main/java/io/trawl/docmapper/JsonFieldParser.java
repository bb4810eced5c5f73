package io.trawl.docmapper;

import org.jspecify.annotations.Nullable;

/// A declared json field: an object, or an array of them if the mapping says so.
final class JsonFieldParser extends FieldParser {
    private final String messagePath;
    private final boolean array;
    private final JsonRoot root;
    private final FieldPresence.@Nullable Note presence;
    private JsonNodeParser node;

    /// @param presence takes note of documents that have a value
    JsonFieldParser(String messagePath, boolean array, JsonRoot root, FieldPresence.@Nullable Note presence) {
        this.messagePath = messagePath;
        this.array = array;
        this.root = root;
        this.presence = presence;
        this.node = new JsonNodeParser(root, "");
    }

    @Override
    void parse(ParseContext context, byte first) {
        JsonScanner json = context.json;
        if (first == 'n') {
            json.readNull();
        } else if (first != '[') {
            parseObject(context, first);
        } else if (array) {
            json.open();
            if (json.closes(']')) {
                return;
            }
            do {
                byte element = json.peek();
                if (element == 'n') {
                    json.readNull();
                } else {
                    parseObject(context, element);
                }
            } while (json.more(']'));
        } else {
            throw context.reject(() -> DocRejection.arrayForScalar(messagePath));
        }
    }

    private void parseObject(ParseContext context, byte first) {
        if (first != '{') {
            throw context.reject(() -> DocRejection.unparsable(
                    messagePath, "expected object, got `" + JsonText.compact(context.json) + "`"));
        }
        if (presence != null) {
            presence.mark(context);
        }
        if (context.building && root.isKept()) {
            node.parseMembers(context);
        } else {
            context.json.skipValue();
        }
    }

    void forgetPaths() {
        root.forgetPaths();
        node = new JsonNodeParser(root, "");
    }
}
