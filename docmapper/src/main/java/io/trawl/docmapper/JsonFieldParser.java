package io.trawl.docmapper;

/// A declared json field: an object, or an array of them if the mapping says so.
final class JsonFieldParser extends FieldParser {
    private final String messagePath;
    private final boolean array;
    private final JsonRoot root;
    private JsonNodeParser node;

    JsonFieldParser(String messagePath, boolean array, JsonRoot root) {
        this.messagePath = messagePath;
        this.array = array;
        this.root = root;
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
