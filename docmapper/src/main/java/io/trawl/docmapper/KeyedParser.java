package io.trawl.docmapper;

import org.jspecify.annotations.Nullable;

/// Reads objects member by member.
abstract class KeyedParser extends FieldParser {
    final KeyTable keys = new KeyTable();

    /// Reads the object whose brace was peeked.
    final void parseMembers(ParseContext context) {
        JsonScanner json = context.json;
        json.open();
        if (json.closes('}')) {
            return;
        }
        long object = context.nextObject();
        KeyTable.Entry previous = keys.head;
        do {
            KeyTable.Entry entry = keys.read(json, previous);
            if (entry == null) {
                entry = unknownKey(context);
            }
            json.colon();
            if (entry == null) {
                json.skipValue();
                continue;
            }
            if (!entry.visit(object)) {
                throw ParseAbort.RECONSIDER;
            }
            previous = entry;
            entry.parser().parse(context, json.peek());
        } while (json.more('}'));
    }

    /// What to do about a key, the scanner's text, that is not in [#keys]: read its value by the entry that is
    /// returned, or, if that is null, skip it.
    abstract KeyTable.@Nullable Entry unknownKey(ParseContext context);
}
