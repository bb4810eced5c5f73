package io.trawl.server.metrics;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.core.metrics.Info;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.instrumentation.jvm.JvmMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;

/// The metrics of one node. Names follow the contract's inventory after the prefix `trawl_`.
public final class NodeMetrics {
    private static final String PREFIX = "trawl_";
    private static final double[] SECONDS = {0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30
    };

    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final Counter httpRequests;
    private final Histogram httpSeconds;

    public NodeMetrics(String version) {
        httpRequests = Counter.builder()
                .name(PREFIX + "http_requests_total")
                .help("HTTP requests answered")
                .labelNames("method", "route", "status_code")
                .register(registry);
        httpSeconds = Histogram.builder()
                .name(PREFIX + "http_request_duration_seconds")
                .help("time to answer an HTTP request")
                .labelNames("method", "route")
                .classicUpperBounds(SECONDS)
                .classicOnly()
                .register(registry);
        Info.builder()
                .name(PREFIX + "build_info")
                .help("what runs here")
                .labelNames("version")
                .register(registry)
                .setLabelValues(version);
        JvmMetrics.builder().register(registry);
    }

    public void httpAnswered(String method, String route, int status, long nanos) {
        httpRequests.labelValues(method, route, Integer.toString(status)).inc();
        httpSeconds.labelValues(method, route).observe(nanos / 1e9);
    }

    /// A number that someone else counts and that only goes up.
    public void counter(String name, String help, DoubleSupplier value) {
        CounterWithCallback.builder()
                .name(PREFIX + name)
                .help(help)
                .callback(callback -> callback.call(value.getAsDouble()))
                .register(registry);
    }

    /// A number that someone else knows and that goes up and down.
    public void gauge(String name, String help, DoubleSupplier value) {
        GaugeWithCallback.builder()
                .name(PREFIX + name)
                .help(help)
                .callback(callback -> callback.call(value.getAsDouble()))
                .register(registry);
    }

    /// Takes the values of a metric with labels.
    @FunctionalInterface
    public interface Series {
        /// @param labels values, in the order of the labels' names
        void value(double value, String... labels);
    }

    /// As [#counter(String, String, DoubleSupplier)], one value for each combination of labels.
    public void counters(String name, String help, List<String> labels, Consumer<Series> values) {
        CounterWithCallback.builder()
                .name(PREFIX + name)
                .help(help)
                .labelNames(labels.toArray(String[]::new))
                .callback(callback -> values.accept(callback::call))
                .register(registry);
    }

    /// As [#gauge(String, String, DoubleSupplier)], one value for each combination of labels.
    public void gauges(String name, String help, List<String> labels, Consumer<Series> values) {
        GaugeWithCallback.builder()
                .name(PREFIX + name)
                .help(help)
                .labelNames(labels.toArray(String[]::new))
                .callback(callback -> values.accept(callback::call))
                .register(registry);
    }

    /// All of it in Prometheus' text format.
    public byte[] expose() {
        ByteArrayOutputStream out = new ByteArrayOutputStream(1 << 14);
        try {
            PrometheusTextFormatWriter.create().write(out, registry.scrape());
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return out.toByteArray();
    }

    public String contentType() {
        return PrometheusTextFormatWriter.CONTENT_TYPE;
    }
}
