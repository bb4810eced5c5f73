package io.trawl.docmapper;

import java.util.Optional;

/// IP addresses as 16 bytes: IPv6, or IPv4 mapped into `::ffff:0:0/96`.
public final class IpAddresses {
    /// Bytes of every address.
    public static final int LENGTH = 16;

    private static final int GROUPS = 8;

    private IpAddresses() {}

    /// The address that `text` is, strictly: no blanks, leading zeros, zone, port or prefix length.
    public static Optional<byte[]> parse(String text) {
        byte[] ascii = text.getBytes(java.nio.charset.StandardCharsets.UTF_8);
        byte[] address = new byte[LENGTH];
        return parse(ascii, 0, ascii.length, address) ? Optional.of(address) : Optional.empty();
    }

    /// The usual text: dotted for IPv4, shortened for IPv6.
    public static String format(byte[] address) {
        if (isMappedV4(address)) {
            return (address[12] & 0xFF) + "." + (address[13] & 0xFF) + "." + (address[14] & 0xFF) + "."
                    + (address[15] & 0xFF);
        }
        int zerosAt = -1;
        int zeros = 1;
        for (int i = 0; i < GROUPS; i++) {
            int run = 0;
            while (i + run < GROUPS && group(address, i + run) == 0) {
                run++;
            }
            if (run > zeros) {
                zerosAt = i;
                zeros = run;
            }
            i += Math.max(0, run - 1);
        }
        StringBuilder text = new StringBuilder(39);
        for (int i = 0; i < GROUPS; i++) {
            if (i == zerosAt) {
                text.append("::");
                i += zeros - 1;
                continue;
            }
            if (i > 0 && text.charAt(text.length() - 1) != ':') {
                text.append(':');
            }
            text.append(Integer.toHexString(group(address, i)));
        }
        return text.toString();
    }

    static boolean parse(byte[] text, int offset, int length, byte[] address) {
        int limit = offset + length;
        if (length < 2 || length > 45) {
            return false;
        }
        if (parseV4(text, offset, limit, address, 12)) {
            java.util.Arrays.fill(address, 0, 10, (byte) 0);
            address[10] = (byte) 0xFF;
            address[11] = (byte) 0xFF;
            return true;
        }
        return parseV6(text, offset, limit, address);
    }

    private static boolean parseV6(byte[] text, int offset, int limit, byte[] address) {
        int at = offset;
        int written = 0;
        int gapAt = -1;
        if (text[at] == ':') {
            if (text[at + 1] != ':') {
                return false;
            }
            at += 2;
            gapAt = 0;
        }
        while (at < limit) {
            if (written == LENGTH) {
                return false;
            }
            int value = 0;
            int start = at;
            while (at < limit && at - start < 4 && Character.digit(text[at], 16) >= 0) {
                value = value << 4 | Character.digit(text[at++], 16);
            }
            if (at == start) {
                return false;
            }
            if (at < limit && text[at] == '.') {
                if (written > LENGTH - 4 || !parseV4(text, start, limit, address, written)) {
                    return false;
                }
                written += 4;
                break;
            }
            address[written++] = (byte) (value >> 8);
            address[written++] = (byte) value;
            if (at == limit) {
                break;
            }
            if (text[at++] != ':' || at == limit) {
                return false;
            }
            if (text[at] == ':') {
                if (gapAt >= 0) {
                    return false;
                }
                gapAt = written;
                at++;
            }
        }
        return spread(address, written, gapAt);
    }

    /// Moves what follows `::` to the end and fills the gap, which stands for at least one group.
    private static boolean spread(byte[] address, int written, int gapAt) {
        if (gapAt < 0) {
            return written == LENGTH;
        }
        if (written > LENGTH - 2) {
            return false;
        }
        int tail = written - gapAt;
        System.arraycopy(address, gapAt, address, LENGTH - tail, tail);
        java.util.Arrays.fill(address, gapAt, LENGTH - tail, (byte) 0);
        return true;
    }

    private static boolean parseV4(byte[] text, int offset, int limit, byte[] address, int target) {
        int at = offset;
        for (int part = 0; part < 4; part++) {
            if (part > 0 && (at >= limit || text[at++] != '.')) {
                return false;
            }
            int value = 0;
            int start = at;
            while (at < limit && at - start < 3 && text[at] >= '0' && text[at] <= '9') {
                value = value * 10 + text[at++] - '0';
            }
            boolean leadingZero = at - start > 1 && text[start] == '0';
            if (at == start || value > 255 || leadingZero) {
                return false;
            }
            address[target + part] = (byte) value;
        }
        return at == limit;
    }

    private static boolean isMappedV4(byte[] address) {
        for (int i = 0; i < 10; i++) {
            if (address[i] != 0) {
                return false;
            }
        }
        return address[10] == (byte) 0xFF && address[11] == (byte) 0xFF;
    }

    private static int group(byte[] address, int index) {
        return (address[2 * index] & 0xFF) << 8 | address[2 * index + 1] & 0xFF;
    }
}
