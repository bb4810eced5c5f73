package io.trawl.testkit.s3;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/// An answer: its body is a part of an array, so that a range of a big object costs no copy.
public final class HttpResponse {
    private static final byte[] EMPTY = new byte[0];

    private final int status;
    private final Map<String, String> headers = new LinkedHashMap<>();
    private final byte[] array;
    private final int offset;
    private final int length;

    private HttpResponse(int status, byte[] array, int offset, int length) {
        this.status = status;
        this.array = array;
        this.offset = offset;
        this.length = length;
    }

    public static HttpResponse empty(int status) {
        return new HttpResponse(status, EMPTY, 0, 0);
    }

    public static HttpResponse bytes(int status, byte[] array, int offset, int length) {
        return new HttpResponse(status, array, offset, length);
    }

    public static HttpResponse xml(int status, String root) {
        return text(status, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>" + root)
                .with("Content-Type", "application/xml");
    }

    public static HttpResponse text(int status, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return bytes(status, bytes, 0, bytes.length);
    }

    public HttpResponse with(String name, String value) {
        headers.put(name, value);
        return this;
    }

    /// The same with one bit of the body, at `position` of it, flipped.
    HttpResponse damaged(int position) {
        byte[] copy = new byte[length];
        System.arraycopy(array, offset, copy, 0, length);
        copy[position] ^= 1;
        HttpResponse damaged = bytes(status, copy, 0, length);
        damaged.headers.putAll(headers);
        return damaged;
    }

    public int status() {
        return status;
    }

    Map<String, String> headers() {
        return headers;
    }

    byte[] array() {
        return array;
    }

    int offset() {
        return offset;
    }

    int length() {
        return length;
    }
}
