package io.trawl.docmapper;

import org.jspecify.annotations.Nullable;

/// An IP address field.
final class IpParser extends ScalarParser {
    private final @Nullable FieldPool fields;
    private final byte[] address = new byte[IpAddresses.LENGTH];

    IpParser(String messagePath, boolean array, @Nullable FieldPool fields) {
        super(messagePath, array);
        this.fields = fields;
    }

    @Override
    void parseValue(ParseContext context, byte first) {
        if (first != '"') {
            throw wrongKind(context, "expected string");
        }
        JsonScanner json = context.json;
        json.readString();
        if (!IpAddresses.parse(json.text, json.textOffset, json.textLength, address)) {
            throw reject(context, () -> "failed to parse IP address `" + string(json) + "`: invalid IP address syntax");
        }
        if (fields != null && context.building) {
            byte[] term = fields.next(context.doc).termBuffer(IpAddresses.LENGTH);
            System.arraycopy(address, 0, term, 0, IpAddresses.LENGTH);
        }
    }
}
