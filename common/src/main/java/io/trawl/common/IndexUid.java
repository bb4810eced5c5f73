package io.trawl.common;

/// Names one life of an index: its id, and a ULID that is new each time the index is created.
///
/// Printed as `{indexId}:{incarnation}`.
public record IndexUid(String indexId, String incarnation) implements Comparable<IndexUid> {
    public IndexUid {
        if (indexId.isEmpty() || incarnation.isEmpty() || indexId.indexOf(':') >= 0) {
            throw new IllegalArgumentException("`" + indexId + ":" + incarnation + "` is not an index uid");
        }
    }

    public static IndexUid parse(String text) {
        int colon = text.indexOf(':');
        if (colon <= 0 || colon == text.length() - 1) {
            throw new IllegalArgumentException("`" + text + "` is not an index uid: expected `index-id:ULID`");
        }
        return new IndexUid(text.substring(0, colon), text.substring(colon + 1));
    }

    @Override
    public int compareTo(IndexUid other) {
        int byId = indexId.compareTo(other.indexId);
        return byId != 0 ? byId : incarnation.compareTo(other.incarnation);
    }

    @Override
    public String toString() {
        return indexId + ":" + incarnation;
    }
}
