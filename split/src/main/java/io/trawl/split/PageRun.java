package io.trawl.split;

/// Pages from `first` up to, not including, `end`.
record PageRun(int first, int end) {
    PageRun {
        if (first < 0 || end <= first) {
            throw new IllegalArgumentException("page run [" + first + ", " + end + ") is not valid");
        }
    }

    int length() {
        return end - first;
    }
}
