package io.trawl.docmapper;

import static org.assertj.core.api.Assertions.assertThat;

import io.trawl.testkit.TestSeed;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class IpAddressesTest {
    @Test
    void showsWhatItReadAndReadsWhatItShows() throws UnknownHostException {
        Random random = TestSeed.next("IpAddressesTest").random();
        for (int round = 0; round < 20_000; round++) {
            byte[] address = new byte[IpAddresses.LENGTH];
            for (int i = random.nextInt(8); i > 0; i--) {
                address[random.nextInt(16)] = (byte) random.nextInt(256);
            }
            if (random.nextInt(4) == 0) {
                random.nextBytes(address);
            }
            String text = IpAddresses.format(address);

            assertThat(IpAddresses.parse(text))
                    .as(text)
                    .hasValueSatisfying(read -> assertThat(read).isEqualTo(address));
            assertThat(InetAddress.getByAddress(address)).as(text).isEqualTo(InetAddress.getByName(text));
            String whole = InetAddress.getByAddress(address).getHostAddress();
            assertThat(IpAddresses.parse(whole)).as(whole).isPresent();
        }
    }

    @Test
    void shortensAsUsual() {
        assertThat(shown("2001:0DB8:0000:0000:0000:0000:0000:0001")).isEqualTo("2001:db8::1");
        assertThat(shown("::")).isEqualTo("::");
        assertThat(shown("1::")).isEqualTo("1::");
        assertThat(shown("::ffff:a00:7")).isEqualTo("10.0.0.7");
        assertThat(shown("::1.2.3.4")).isEqualTo("::102:304");
        assertThat(shown("1:0:2:0:0:3:0:0")).isEqualTo("1:0:2::3:0:0");
        assertThat(shown("1:0:2:3:4:5:6:7")).isEqualTo("1:0:2:3:4:5:6:7");
    }

    @Test
    void refusesWhatIsNoAddress() {
        for (String text : List.of(
                "",
                ":",
                ":::",
                "1",
                "01.2.3.4",
                "1.2.3",
                "1.2.3.4/24",
                "fe80::1%eth0",
                "[::1]",
                "256.1.1.1",
                " 10.0.0.1",
                "localhost",
                "1:2:3:4:5:6:7:8:9",
                "1.2.3.4:80",
                "1:2:3:4:5:6:7",
                "1::2::3",
                "12345::",
                "1:2:3:4:5:6:7:8::",
                "::1:2:3:4:5:6:7:8",
                "1:",
                ":1",
                "::1.2.3",
                "1:2:3:4:5:6:7:1.2.3.4",
                "1.2.3.4.5",
                "１.2.3.4")) {
            assertThat(IpAddresses.parse(text)).as(text).isEmpty();
        }
    }

    private static String shown(String text) {
        return IpAddresses.format(IpAddresses.parse(text).orElseThrow());
    }
}
