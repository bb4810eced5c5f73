package io.trawl.server.metrics;

import io.trawl.storage.StorageOperation;
import io.trawl.storage.remote.RemoteStatistics;
import io.trawl.storage.remote.RemoteStatistics.Tally;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/// Tells Prometheus what is asked of object stores, by kind of store and of request.
public final class StorageMetrics {
    private static final String PREFIX = "storage_object_storage_";
    private static final List<String> BY_STORE = List.of("store");
    private static final List<String> BY_REQUEST = List.of("store", "action");

    private final NodeMetrics metrics;
    private final Supplier<Map<String, RemoteStatistics>> statistics;

    private StorageMetrics(NodeMetrics metrics, Supplier<Map<String, RemoteStatistics>> statistics) {
        this.metrics = metrics;
        this.statistics = statistics;
    }

    /// @param statistics by scheme
    public static void register(NodeMetrics metrics, Supplier<Map<String, RemoteStatistics>> statistics) {
        new StorageMetrics(metrics, statistics).register();
    }

    private void register() {
        byRequest("requests_total", "requests sent, retries and second requests included", Tally::requests);
        byRequest("request_attempt_errors_total", "requests that failed or got no answer", Tally::failedAttempts);
        byRequest("request_errors_total", "calls that failed after their last attempt", Tally::failures);
        byRequest("request_seconds_total", "time that calls took, waits included", tally -> tally.nanos() / 1e9);
        byStore("gets_total", "reads sent", s -> s.of(StorageOperation.READ).requests());
        byStore(
                "get_errors_total",
                "reads that failed",
                s -> s.of(StorageOperation.READ).failures());
        byStore(
                "get_attempt_errors_total",
                "attempts to read that failed",
                s -> s.of(StorageOperation.READ).failedAttempts());
        byStore("puts_total", "puts and parts sent", StorageMetrics::puts);
        byStore("download_num_bytes", "bytes read", RemoteStatistics::bytesRead);
        byStore("upload_num_bytes", "bytes put", RemoteStatistics::bytesWritten);
        byStore("retries_total", "requests sent again after a failure", RemoteStatistics::retries);
        byStore("throttled_total", "answers that asked to slow down", RemoteStatistics::throttled);
        byStore("timeouts_total", "requests given up since they took too long", RemoteStatistics::timeouts);
        byStore("hedges_total", "second requests sent since a read was late", RemoteStatistics::hedges);
        byStore("hedges_won_total", "second requests that were answered first", RemoteStatistics::hedgesWon);
        metrics.gauges(
                PREFIX + "in_flight_count",
                "requests under way",
                BY_STORE,
                series -> addAll(series, RemoteStatistics::inFlight));
    }

    private static double puts(RemoteStatistics statistics) {
        return statistics.of(StorageOperation.PUT).requests()
                + statistics.of(StorageOperation.PUT_IF_ABSENT).requests();
    }

    private void byStore(String name, String help, ToDoubleFunction<RemoteStatistics> value) {
        metrics.counters(PREFIX + name, help, BY_STORE, series -> addAll(series, value));
    }

    private void addAll(NodeMetrics.Series series, ToDoubleFunction<RemoteStatistics> value) {
        statistics.get().forEach((store, each) -> series.value(value.applyAsDouble(each), store));
    }

    private void byRequest(String name, String help, ToDoubleFunction<Tally> value) {
        metrics.counters(
                PREFIX + name,
                help,
                BY_REQUEST,
                series -> statistics
                        .get()
                        .forEach((store, each) -> each.byOperation()
                                .forEach((operation, tally) -> series.value(
                                        value.applyAsDouble(tally),
                                        store,
                                        operation.name().toLowerCase(Locale.ROOT)))));
    }
}
