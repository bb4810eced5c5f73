package io.trawl.config;

/// A text that never prints.
public final class Secret {
    private static final String SHOWN = "***redacted***";

    private final String value;

    public Secret(String value) {
        this.value = value;
    }

    /// The text itself; for the one place that authenticates with it.
    public String reveal() {
        return value;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Secret secret && secret.value.equals(value);
    }

    @Override
    public int hashCode() {
        return value.hashCode();
    }

    @Override
    public String toString() {
        return SHOWN;
    }
}
