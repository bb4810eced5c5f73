package io.trawl.query;

public enum SortOrder {
    ASC,
    DESC
}
