package io.trawl.server.doctor;

/// What one check found.
///
/// @param check its name, as in `data folder`
/// @param detail what was seen
/// @param remedy what to do about it; empty if all is well
public record Finding(String check, Status status, String detail, String remedy) {
    /// How bad it is.
    public enum Status {
        OK,
        /// The node works, but not as it could.
        WARNING,
        /// The node does not start, or would lose something.
        FAILED
    }

    static Finding ok(String check, String detail) {
        return new Finding(check, Status.OK, detail, "");
    }

    static Finding warning(String check, String detail, String remedy) {
        return new Finding(check, Status.WARNING, detail, remedy);
    }

    static Finding failed(String check, String detail, String remedy) {
        return new Finding(check, Status.FAILED, detail, remedy);
    }
}
