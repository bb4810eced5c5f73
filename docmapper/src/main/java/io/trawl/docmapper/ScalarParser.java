package io.trawl.docmapper;

import org.jspecify.annotations.Nullable;

/// A declared field that is neither object nor json: null, one value, or, if the mapping says so, an array of them.
abstract class ScalarParser extends FieldParser {
    final String messagePath;
    private final boolean array;
    private FieldPresence.@Nullable Note presence;

    /// Concatenate fields that take the values, too.
    Concatenation[] concatenations = Concatenation.NONE;

    ScalarParser(String messagePath, boolean array) {
        this.messagePath = messagePath;
        this.array = array;
    }

    /// Lets a note be taken of documents that have a value.
    final void noteIn(FieldPresence.Note note) {
        presence = note;
    }

    @Override
    final void parse(ParseContext context, byte first) {
        if (first == 'n') {
            context.json.readNull();
        } else if (first != '[') {
            parseNoted(context, first);
        } else if (array) {
            parseArray(context);
        } else {
            throw context.reject(() -> DocRejection.arrayForScalar(messagePath));
        }
    }

    private void parseArray(ParseContext context) {
        JsonScanner json = context.json;
        json.open();
        if (json.closes(']')) {
            return;
        }
        do {
            byte first = json.peek();
            if (first == 'n') {
                json.readNull();
            } else {
                parseNoted(context, first);
            }
        } while (json.more(']'));
    }

    private void parseNoted(ParseContext context, byte first) {
        parseValue(context, first);
        if (presence != null) {
            presence.mark(context);
        }
    }

    /// Reads one value that is not null; an array is as wrong a kind as any.
    abstract void parseValue(ParseContext context, byte first);

    /// Refuses a value of the wrong kind.
    final ParseAbort wrongKind(ParseContext context, String expected) {
        return reject(context, () -> expected + ", got `" + JsonText.compact(context.json) + "`");
    }

    final ParseAbort reject(ParseContext context, java.util.function.Supplier<String> detail) {
        return context.reject(() -> DocRejection.unparsable(messagePath, detail.get()));
    }

    /// The string that was read, for messages.
    static String string(JsonScanner json) {
        return Utf8.text(json.text, json.textOffset, json.textLength);
    }

    static boolean isNumberStart(byte first) {
        return first == '-' || first >= '0' && first <= '9';
    }
}
