package io.trawl.docmapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trawl.common.TrawlException;
import io.trawl.testkit.FakeClock;
import io.trawl.testkit.TestSeed;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DatetimeFormatsTest {
    private static final FakeClock CLOCK =
            new FakeClock(Instant.parse("2023-03-15T12:00:00Z").toEpochMilli());

    @Test
    void readsRfc3339AsTheLibraryDoes() {
        Random random = TestSeed.next("DatetimeFormatsTest").random();
        for (int round = 0; round < 20_000; round++) {
            long seconds = -62_135_596_800L + (long) (random.nextDouble() * 315_537_897_600L);
            int nanos = random.nextInt(3) == 0 ? 0 : random.nextInt(1_000_000_000);
            ZoneOffset zone = ZoneOffset.ofTotalSeconds(60 * (random.nextInt(2158) - 1079));
            OffsetDateTime time = Instant.ofEpochSecond(seconds, nanos)
                    .atOffset(ZoneOffset.UTC)
                    .withOffsetSameInstant(zone);
            if (time.getYear() < 1 || time.getYear() > 9999) {
                continue;
            }
            String text = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.nnnnnnnnnxxx", Locale.ROOT)
                    .format(time);

            assertThat(read("rfc3339", text)).as(text).isEqualTo(time.toInstant());
            assertThat(shown("rfc3339", text)).isEqualTo(reference(time.toInstant()));
        }
    }

    @Test
    void readsWhatQuickwitTakesForRfc3339AndNothingElse() {
        assertThat(read("rfc3339", "2023-01-02t03:04:05z")).isEqualTo(Instant.parse("2023-01-02T03:04:05Z"));
        assertThat(read("rfc3339", "2023-01-02 03:04:05Z")).isEqualTo(Instant.parse("2023-01-02T03:04:05Z"));
        assertThat(read("rfc3339", "2016-12-31T23:59:60Z")).isEqualTo(Instant.parse("2016-12-31T23:59:59.999999999Z"));
        assertThat(read("rfc3339", "2017-01-01T05:29:60+05:30"))
                .isEqualTo(Instant.parse("2016-12-31T23:59:59.999999999Z"));
        assertThat(read("rfc3339", "2023-01-02T03:04:05.1234567891234Z"))
                .isEqualTo(Instant.parse("2023-01-02T03:04:05.123456789Z"));
        assertThat(read("rfc3339", "0001-01-01T00:00:00Z")).isEqualTo(Instant.parse("0001-01-01T00:00:00Z"));
        for (String text : List.of(
                "2023-01-02T03:04:05",
                "2023-01-02T03:04Z",
                "2023-01-02",
                "2023-13-01T00:00:00Z",
                "2023-02-29T00:00:00Z",
                "2023-01-02T24:00:00Z",
                "2023-01-02T03:04:60Z",
                "2023-01-02T03:04:05+0530",
                "2023-01-02T03:04:05.Z",
                "2023-01-02T03:04:05Zx",
                "2023-01-02T03:04:05+05:60",
                "",
                "soon")) {
            assertThat(read("rfc3339", text)).as(text).isNull();
        }
    }

    @Test
    void readsOtherFormats() {
        Instant expected = Instant.parse("2023-01-02T03:04:05Z");
        for (String text : List.of(
                "2023-01-02T03:04:05Z",
                "20230102T030405Z",
                "2023-W01-1T03:04:05Z",
                "2023W011T030405Z",
                "2023-002T03:04:05Z",
                "2023002T030405Z",
                "2023-01-02T08:34:05+05:30",
                "2023-01-02T04:04:05+01")) {
            assertThat(read("iso8601", text)).as(text).isEqualTo(expected);
        }
        for (String text : List.of("2023-01-02T03:04:05", "2023-01-02", "2023-01-02T03Z", "2023-W54-1T03:04:05Z")) {
            assertThat(read("iso8601", text)).as(text).isNull();
        }
        for (String text : List.of(
                "Mon, 02 Jan 2023 03:04:05 GMT",
                "Mon, 02 Jan 2023 08:34:05 +0530",
                "2 jan 2023 03:04:05 +0000",
                "Tue, 02 Jan 2023 03:04:05 +0000")) {
            assertThat(read("rfc2822", text)).as(text).isEqualTo(expected);
        }
        assertThat(read("rfc2822", "2023-01-02T03:04:05Z")).isNull();
    }

    @Test
    void readsPatternsAndGuessesTheYear() {
        assertThat(read("%d/%b/%Y:%H:%M:%S %z", "02/jan/2023:03:04:05 +0200"))
                .isEqualTo(Instant.parse("2023-01-02T01:04:05Z"));
        assertThat(read("%Y-%m-%d %H:%M:%S.%f", "2023-1-2 3:4:5.25"))
                .isEqualTo(Instant.parse("2023-01-02T03:04:05.250Z"));
        assertThat(read("%b %e %H:%M:%S", "Jun  2 03:04:05")).isEqualTo(Instant.parse("2023-06-02T03:04:05Z"));
        assertThat(read("%b %e %H:%M:%S", "Jul  2 03:04:05")).isEqualTo(Instant.parse("2022-07-02T03:04:05Z"));
        assertThat(read("%I:%M %p %d.%m.%y", "12:05 AM 05.06.71")).isEqualTo(Instant.parse("2023-06-05T00:05:00Z"));
        assertThat(read("%Y-%j", "2024-366")).isEqualTo(Instant.parse("2024-12-31T00:00:00Z"));
        assertThat(read("%Y-%j", "2023-366")).isNull();
        assertThat(read("%A, %e %B %Y", "Monday, 2 January 2023")).isEqualTo(Instant.parse("2023-01-02T00:00:00Z"));
        assertThat(read("%Y/%m/%d", "2023/01/02 extra")).isNull();
        assertThat(read("%H:%M", "03:04")).isNull();
        assertThatThrownBy(() -> read("%Y-%Q", "x")).isInstanceOf(TrawlException.class);
    }

    @Test
    void readsTheConversionsThatStandForOthers() {
        Instant expected = Instant.parse("2023-05-06T15:04:05Z");
        assertThat(read("%F %T", "2023-05-06 15:04:05")).isEqualTo(expected);
        assertThat(read("%F %r", "2023-05-06 03:04:05 PM")).isEqualTo(expected);
        assertThat(read("%F %X", "2023-05-06 15:04:05")).isEqualTo(expected);
        assertThat(read("%c", "Sat May  6 15:04:05 2023")).isEqualTo(expected);
        assertThat(read("%F %R", "2023-05-06 15:04")).isEqualTo(Instant.parse("2023-05-06T15:04:00Z"));
        assertThat(read("%F %k:%M", "2023-05-06  3:04")).isEqualTo(Instant.parse("2023-05-06T03:04:00Z"));
        assertThat(read("%F %l:%M %P", "2023-05-06  3:04 pm")).isEqualTo(Instant.parse("2023-05-06T15:04:00Z"));
        assertThat(read("%x", "05/06/99")).isEqualTo(Instant.parse("2023-05-06T00:00:00Z"));
        assertThat(read("%F %%T", "2023-05-06 %T")).isEqualTo(Instant.parse("2023-05-06T00:00:00Z"));
    }

    @Test
    void takesTheFirstOfWhatAPatternLeavesOut() {
        assertThat(read("%Y-%m", "2021-05")).isEqualTo(Instant.parse("2021-05-01T00:00:00Z"));
        assertThat(read("%Y", "2021")).isEqualTo(Instant.parse("2021-01-01T00:00:00Z"));
        assertThat(read("%b", "Jul")).isEqualTo(Instant.parse("2022-07-01T00:00:00Z"));
    }

    @Test
    void readsDatesByTheirWeek() {
        for (int year = 2010; year < 2040; year++) {
            for (LocalDate date = LocalDate.of(year, 1, 1); date.getYear() == year; date = date.plusDays(11)) {
                String sunday = shown("%Y %U %w", date + "T00:00:00Z");
                String monday = shown("%Y %W %a", date + "T00:00:00Z");

                assertThat(read("%Y %U %w", sunday)).as(sunday).isEqualTo(Instant.parse(date + "T00:00:00Z"));
                assertThat(read("%Y %W %a", monday)).as(monday).isEqualTo(Instant.parse(date + "T00:00:00Z"));
            }
        }
        assertThat(shown("%U %W %w", "2023-01-01T00:00:00Z")).isEqualTo("01 00 0");
        assertThat(read("%Y %W", "2023 10")).isNull();
        assertThat(read("%Y %W %a", "2023 00 Mon")).isNull();
    }

    @Test
    void readsAndShowsTextOutsideAscii() {
        assertThat(read("%Y年%m月%d日", "2023年05月06日")).isEqualTo(Instant.parse("2023-05-06T00:00:00Z"));
        assertThat(read("%Y年", "2023日")).isNull();
        assertThat(shown("%Y年%m月", "2023-05-06T00:00:00Z")).isEqualTo("2023年05月");
    }

    @Test
    void blanksInAPatternStandForAnyNumberOfThem() {
        Instant expected = Instant.parse("2023-05-06T03:04:00Z");
        for (String text : List.of("2023-05-06 03:04", "2023-05-06    03:04", "2023-05-06\t03:04", "2023-05-0603:04")) {
            assertThat(read("%Y-%m-%d %H:%M", text)).as(text).isEqualTo(expected);
        }
    }

    @Test
    void keepsEachDigitOfATimestampThatIsText() {
        assertThat(read("unix_timestamp", "1672628645.123456789"))
                .isEqualTo(Instant.parse("2023-01-02T03:04:05.123456789Z"));
        assertThat(read("unix_timestamp", "1672628645.1234567891"))
                .isEqualTo(Instant.parse("2023-01-02T03:04:05.123456789Z"));
        assertThat(read("unix_timestamp", "8589934591.9"))
                .isEqualTo(Instant.ofEpochSecond(8_589_934_591L, 900_000_000));
        assertThat(read("unix_timestamp", "1672628645123.")).isEqualTo(Instant.parse("2023-01-02T03:04:05.123Z"));
        assertThat(read("unix_timestamp", "+1672628645")).isEqualTo(Instant.parse("2023-01-02T03:04:05Z"));
        for (String text : List.of("72057594.9", "1672628645.1.2", "1672628645.-1", "+", ".5", "1672628645123.5", "")) {
            assertThat(read("unix_timestamp", text)).as(text).isNull();
        }
    }

    @Test
    void tellsTheUnitOfANumberFromItsSize() {
        assertThat(read("unix_timestamp", "1672628645")).isEqualTo(Instant.parse("2023-01-02T03:04:05Z"));
        assertThat(read("unix_timestamp", "1672628645123")).isEqualTo(Instant.parse("2023-01-02T03:04:05.123Z"));
        assertThat(read("unix_timestamp", "1672628645123456")).isEqualTo(Instant.parse("2023-01-02T03:04:05.123456Z"));
        assertThat(read("unix_timestamp", "1672628645123456789"))
                .isEqualTo(Instant.parse("2023-01-02T03:04:05.123456789Z"));
        assertThat(read("unix_timestamp", "1672628645.123")).isEqualTo(Instant.parse("2023-01-02T03:04:05.123Z"));
        assertThat(read("unix_timestamp", "72057595")).isNotNull();
        assertThat(read("unix_timestamp", "8589934591000000000")).isNotNull();
        for (String text :
                List.of("72057594", "8589934592", "8589934591999", "-5", "0", "1e9", ".", "99999999999999999999")) {
            assertThat(read("unix_timestamp", text)).as(text).isNull();
        }
    }

    @Test
    void showsTimesInEachFormat() {
        assertThat(shown("iso8601", "2023-01-02T03:04:05Z")).isEqualTo("2023-01-02T03:04:05.000000000Z");
        assertThat(shown("rfc2822", "2023-01-02T03:04:05.5Z")).isEqualTo("Mon, 02 Jan 2023 03:04:05 +0000");
        assertThat(shown("unix_timestamp_secs", "1969-12-31T23:59:58.5Z")).isEqualTo("-1");
        assertThat(shown("unix_timestamp_millis", "1969-12-31T23:59:58.5Z")).isEqualTo("-1500");
        assertThat(shown("%I:%M %p, %A %e %B %Y, day %j", "2023-01-02T00:04:05Z"))
                .isEqualTo("12:04 AM, Monday  2 January 2023, day 002");
        assertThat(shown("%D %T %F %R %h %%", "2023-05-06T15:04:05Z"))
                .isEqualTo("05/06/23 15:04:05 2023-05-06 15:04 May %");
        assertThat(shown("%c|%r|%k|%l|%P", "2023-05-06T03:04:05Z"))
                .isEqualTo("Sat May  6 03:04:05 2023|03:04:05 AM| 3| 3|am");
        assertThat(shown("%S.%f", "2023-05-06T03:04:05.120Z")).isEqualTo("05.12");
        assertThat(shown("%S.%f", "2023-05-06T03:04:05Z")).isEqualTo("05.0");
    }

    private static String reference(Instant time) {
        String text = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.nnnnnnnnn", Locale.ROOT)
                .format(time.atOffset(ZoneOffset.UTC));
        return text.replaceAll("\\.?0+$", "").length() < 19
                ? text.substring(0, 19) + "Z"
                : text.replaceAll("(\\.\\d*?)0+$", "$1").replaceAll("\\.$", "") + "Z";
    }

    private static @Nullable Instant read(String format, String text) {
        DatetimeValue value = new DatetimeValue();
        byte[] bytes = Mappings.utf8(text);
        return DatetimeFormat.named(format, CLOCK).parse(bytes, 0, bytes.length, value)
                ? Instant.ofEpochSecond(value.seconds, value.nanos)
                : null;
    }

    private static String shown(String format, String text) {
        DatetimeValue value = new DatetimeValue();
        byte[] bytes = Mappings.utf8(text);
        assertThat(Rfc3339.parse(bytes, 0, bytes.length, value)).isTrue();
        return DatetimeOutput.named(format).render(value).asString();
    }
}
