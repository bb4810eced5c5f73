package io.trawl.search.collect;

/// Cuts long computations into windows of documents, so that others get their turn and a cancelled one stops.
public interface Pace {
    /// Never yields; for tests and for callers that have a thread of their own.
    Pace UNBOUNDED = new Pace() {
        @Override
        public int windowDocs() {
            return Integer.MAX_VALUE;
        }

        @Override
        public void windowDone(int docs) {}
    };

    /// How many documents to look at before the next [#windowDone], at least 1.
    int windowDocs();

    /// Called after at most [#windowDocs] documents. May wait for the processor and ends a request that no
    /// longer matters by throwing.
    void windowDone(int docs);
}
