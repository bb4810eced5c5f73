package io.trawl.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trawl.common.ByteRange;
import io.trawl.common.TrawlException;
import io.trawl.storage.RequestLedger.Tally;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LedgerStorageTest extends StorageContractTest {
    private final RequestLedger ledger = new RequestLedger();

    @Override
    protected Storage open() {
        return new LedgerStorage(new MemoryStorage(), ledger);
    }

    @Test
    void writesDownRequestsByKindAndSuffix() {
        put("a.split", "0123456789");
        assertThat(storage.putIfAbsent(key("log/1.json"), Payload.ofUtf8("{}"), context))
                .isTrue();
        range("a.split", 2, 5);
        storage.readMany(List.of(read("a.split", 0, 1), read("a.split", 5, 9), read("log/1.json", 0, 2)), context);
        text("log/1.json");
        storage.size(key("a.split"), context);
        listed("log/", "", 5);
        storage.delete(key("a.split"), context);

        RequestLedger.Snapshot snapshot = ledger.snapshot();

        assertThat(snapshot.waves()).isEqualTo(5);
        assertThat(snapshot.requests()).isEqualTo(10);
        assertThat(snapshot.bytesRead()).isEqualTo(3 + 7 + 2);
        assertThat(snapshot.bytesWritten()).isEqualTo(12);
        assertThat(snapshot.of(StorageOperation.READ)).isEqualTo(new Tally(5, 12));
        assertThat(snapshot.of(StorageOperation.PUT)).isEqualTo(new Tally(1, 10));
        assertThat(snapshot.of(StorageOperation.LIST)).isEqualTo(new Tally(1, 0));
        assertThat(snapshot.ofSuffix("split")).isEqualTo(new Tally(6, 18));
        assertThat(snapshot.ofSuffix("json")).isEqualTo(new Tally(3, 6));
        assertThat(snapshot.ofSuffix("none")).isEqualTo(Tally.NONE);
        assertThat(snapshot.entries())
                .contains(new RequestLedger.Entry(
                        StorageOperation.READ, "a.split", Optional.of(new ByteRange(5, 9)), 4, 2));
    }

    @Test
    void writesDownDeletesOfManyAsOneRequest() {
        put("a.split", "x");
        put("b.split", "x");
        ledger.reset();

        storage.deleteMany(List.of(key("a.split"), key("b.split")), context);
        storage.deleteMany(List.of(), context);

        assertThat(ledger.snapshot().of(StorageOperation.DELETE)).isEqualTo(new Tally(1, 0));
        assertThat(listed("", "", 10)).isEmpty();
    }

    @Test
    void writesDownWhatFails() {
        assertThatThrownBy(() -> text("absent.split")).isInstanceOf(TrawlException.class);
        assertThatThrownBy(() -> range("absent.split", 0, 5)).isInstanceOf(TrawlException.class);

        assertThat(ledger.snapshot().of(StorageOperation.READ)).isEqualTo(new Tally(2, 5));
    }

    @Test
    void startsAnewWhenReset() {
        put("a.split", "x");

        assertThat(ledger.reset().requests()).isEqualTo(1);

        assertThat(ledger.snapshot().requests()).isZero();
        assertThat(ledger.snapshot().entries()).isEmpty();
        assertThat(ledger.snapshot().waves()).isZero();
    }
}
