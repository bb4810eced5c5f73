package io.trawl.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.trawl.docmapper.IpAddresses;
import io.trawl.testkit.TestSeed;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// A block of addresses matches the addresses that share its first bits.
class AddressBlockTest {
    private static final String MAPPING = """
            {"field_mappings": [
              {"name": "terms", "type": "ip"},
              {"name": "column", "type": "ip", "fast": true, "indexed": false},
              {"name": "both", "type": "array<ip>", "fast": true}]}""";

    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8, 10.0.0.0, 10.255.255.255",
        "10.1.2.3/8, 10.0.0.0, 10.255.255.255",
        "192.168.1.77/32, 192.168.1.77, 192.168.1.77",
        "0.0.0.0/0, 0.0.0.0, 255.255.255.255",
        "192.168.1.128/25, 192.168.1.128, 192.168.1.255",
        "2001:db8::/32, 2001:db8::, 2001:db8:ffff:ffff:ffff:ffff:ffff:ffff",
        "::/0, ::, ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
        "::ffff:10.0.0.0/104, 10.0.0.0, 10.255.255.255"
    })
    void namesItsFirstAndLastAddress(String text, String low, String high) {
        AddressBlock block = AddressBlock.parse(text).orElseThrow();

        assertThat(IpAddresses.format(block.low().bytes)).isEqualTo(low);
        assertThat(IpAddresses.format(block.high().bytes)).isEqualTo(high);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "10.0.0.0",
                "10.0.0.0/33",
                "::/129",
                "10.0.0.0/",
                "10.0.0/8",
                "/8",
                "10.0.0.0/+8",
                "10.0.0.0/8/8",
                "10.0.0.0/-1",
                "x/8"
            })
    void isAnAddressWithALength(String text) {
        assertThat(AddressBlock.parse(text)).isEmpty();
    }

    @Test
    void matchesWhatALoopOverAddressesMatches() {
        Random random = TestSeed.next("AddressBlockTest").random();
        List<String> addresses = new ArrayList<>();
        List<String> documents = new ArrayList<>();
        for (int doc = 0; doc < 500; doc++) {
            String address = address(random);
            addresses.add(address);
            documents.add(
                    "{\"terms\": \"%s\", \"column\": \"%s\", \"both\": [\"%s\"]}".formatted(address, address, address));
        }
        try (TestIndex index = new TestIndex(MAPPING, documents)) {
            for (int i = 0; i < 300; i++) {
                String base = random.nextBoolean() ? addresses.get(random.nextInt(500)) : address(random);
                int bits = base.indexOf(':') < 0 ? 32 : 128;
                int length = random.nextInt(bits + 1);
                String other = addresses.get(random.nextInt(500));
                List<Integer> inside = new ArrayList<>();
                List<Integer> either = new ArrayList<>();
                for (int doc = 0; doc < addresses.size(); doc++) {
                    boolean shares = shares(base, addresses.get(doc), 128 - bits + length);
                    if (shares) {
                        inside.add(doc);
                    }
                    if (shares || addresses.get(doc).equals(other)) {
                        either.add(doc);
                    }
                }
                String block = '"' + base + "/" + length + '"';
                for (String field : List.of("terms", "column", "both")) {
                    assertThat(index.find(field + ":" + block))
                            .as(field + ":" + block)
                            .isEqualTo(inside);
                    assertThat(index.find(field + ":IN [" + block + " \"" + other + "\"]"))
                            .as(field + " in " + block + " or " + other)
                            .isEqualTo(either);
                }
            }
        }
    }

    private static String address(Random random) {
        return random.nextInt(3) > 0
                ? (10 + random.nextInt(2)) + "." + random.nextInt(3) + "." + random.nextInt(4) * 64 + "."
                        + random.nextInt(256)
                : "2001:db8:" + Integer.toHexString(random.nextInt(4)) + "::"
                        + Integer.toHexString(random.nextInt(65_536));
    }

    private static boolean shares(String a, String b, int bits) {
        return number(a).xor(number(b)).shiftRight(128 - bits).signum() == 0;
    }

    private static BigInteger number(String address) {
        return new BigInteger(1, IpAddresses.parse(address).orElseThrow());
    }
}
