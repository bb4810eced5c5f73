package io.trawl.ingest;

import io.trawl.common.TrawlException;
import java.util.Locale;

/// When an ingest request is answered.
public enum CommitType {
    /// As soon as the documents are durable.
    AUTO,
    /// Once they are searchable, whenever the index commits next.
    WAIT_FOR,
    /// Once they are searchable, and that is brought about at once.
    FORCE;

    /// @throws TrawlException BAD_REQUEST if there is no such type
    public static CommitType parse(String text) {
        for (CommitType type : values()) {
            if (type.wireName().equals(text)) {
                return type;
            }
        }
        throw TrawlException.badRequest("unknown commit type `" + text + "`, expected `auto`, `wait_for` or `force`");
    }

    /// As requests write it.
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
