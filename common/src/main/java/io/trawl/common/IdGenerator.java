package io.trawl.common;

import com.github.f4b6a3.ulid.Ulid;
import com.github.f4b6a3.ulid.UlidFactory;

/// Makes ULIDs that only go up within one process. Safe for concurrent use.
public final class IdGenerator {
    private final TimeSource timeSource;
    private final UlidFactory factory = UlidFactory.newMonotonicInstance();
    private long lastMillis;

    public IdGenerator(TimeSource timeSource) {
        this.timeSource = timeSource;
    }

    /// @return 26 characters of Crockford's base 32; sorts after every id this generator gave before
    public synchronized String next() {
        // A clock that jumps back must not make ids go down.
        lastMillis = Math.max(lastMillis, timeSource.epochMillis());
        return factory.create(lastMillis).toString();
    }

    public static boolean isUlid(String text) {
        return Ulid.isValid(text);
    }

    /// Milliseconds since 1970 at which `ulid` was made.
    public static long epochMillis(String ulid) {
        return Ulid.from(ulid).getTime();
    }
}
