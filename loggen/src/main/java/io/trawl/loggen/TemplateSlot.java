package io.trawl.loggen;

import java.util.Locale;

/// What can be filled into a template: `{user}`, `{ms}`.
enum TemplateSlot {
    /// A user's login, the one of the flow.
    USER,
    /// Their number.
    UID,
    /// The client's address, the one of the flow.
    IP,
    /// The client's port, the one of the flow.
    PORT,
    /// A user's tenant.
    TENANT,
    /// The request's id, the one of the flow.
    REQ,
    /// The number of the product, order or account that the path names, the one of the flow.
    ID,
    /// The order's id, the one of the flow.
    ORDER,
    /// The session of a user, which outlives a flow.
    SESSION,
    METHOD,
    PATH,
    STATUS,
    /// The client's browser or library.
    AGENT,
    /// A fingerprint of the user's key.
    FP,
    /// How long it took: milliseconds, and the same in seconds.
    MS,
    SEC,
    BYTES,
    /// A small number, a large one, and one below 100.
    N,
    BIG,
    PCT,
    MB,
    PID,
    /// Another host and its address.
    PEER,
    PEERIP,
    CONTAINER,
    VERSION,
    TABLE,
    TOPIC,
    PART,
    OFFSET,
    GROUP,
    SKU,
    AMOUNT,
    CITY,
    WORDS,
    CLS,
    THREAD,
    FLAG,
    EXC,
    STACK,
    JOB,
    DEV,
    /// Seconds since the host was started.
    UPTIME,
    /// Eight digits that mean nothing: hashes, ids of others.
    ETAG;

    /// @param name as it stands between the braces
    static TemplateSlot of(String name) {
        return valueOf(name.toUpperCase(Locale.ROOT));
    }
}
