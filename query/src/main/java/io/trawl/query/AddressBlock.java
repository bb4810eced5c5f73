package io.trawl.query;

import io.trawl.docmapper.IpAddresses;
import java.util.Optional;
import org.apache.lucene.util.BytesRef;

/// All addresses with the same first bits, as `10.0.0.0/8` or `2001:db8::/32` write them.
///
/// @param low the least address, inclusive
/// @param high the greatest, inclusive
record AddressBlock(BytesRef low, BytesRef high) {
    private static final int ADDRESS_BITS = 8 * IpAddresses.LENGTH;
    private static final int V4_BITS = 32;

    /// Bits of the address behind the prefix do not matter: `10.1.2.3/8` is `10.0.0.0/8`.
    ///
    /// @return empty if `text` is no address with the length of a prefix
    static Optional<AddressBlock> parse(String text) {
        int slash = text.indexOf('/');
        if (slash < 0) {
            return Optional.empty();
        }
        String address = text.substring(0, slash);
        boolean v4 = address.indexOf(':') < 0;
        int length = prefixLength(text.substring(slash + 1), v4 ? V4_BITS : ADDRESS_BITS);
        return length < 0
                ? Optional.empty()
                : IpAddresses.parse(address).map(bytes -> of(bytes, v4 ? ADDRESS_BITS - V4_BITS + length : length));
    }

    /// Negative if it is none.
    private static int prefixLength(String text, int max) {
        if (text.isEmpty() || text.length() > 3 || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return -1;
        }
        int length = Integer.parseInt(text);
        return length <= max ? length : -1;
    }

    private static AddressBlock of(byte[] address, int length) {
        byte[] low = address.clone();
        byte[] high = address.clone();
        for (int bit = length; bit < ADDRESS_BITS; bit++) {
            int mask = 0x80 >> (bit & 7);
            low[bit >> 3] &= (byte) ~mask;
            high[bit >> 3] |= (byte) mask;
        }
        return new AddressBlock(new BytesRef(low), new BytesRef(high));
    }
}
