package io.trawl.server.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.trawl.server.RunningNode;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// The requests that were sent to a Quickwit, sent to a node, and the answers compared.
///
/// A difference that stands is listed in `contract/golden-differences.txt` with its reason, and fails here once it
/// is one no more. The files are sent side by side: each has indexes of its own.
class GoldenTest {
    private static final int FILES_AT_ONCE = 4;

    @TempDir
    static Path folder;

    static RunningNode node;

    @BeforeAll
    static void start() throws IOException {
        node = RunningNode.start(Files.createDirectories(folder.resolve("data")));
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    @TestFactory
    List<DynamicNode> recordedAnswersAreGiven() throws InterruptedException, ExecutionException {
        Map<String, KnownDifference> known = KnownDifference.all();
        List<DynamicNode> tests = new ArrayList<>();
        try (HttpClient http = HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .build();
                ExecutorService files = Executors.newFixedThreadPool(FILES_AT_ONCE)) {
            Map<GoldenFile, Future<Map<String, Optional<String>>>> running = new LinkedHashMap<>();
            for (GoldenFile file : GoldenFile.all()) {
                running.put(file, files.submit(() -> differences(file, http)));
            }
            for (Map.Entry<GoldenFile, Future<Map<String, Optional<String>>>> file : running.entrySet()) {
                Map<String, Optional<String>> differences = file.getValue().get();
                tests.add(dynamicContainer(
                        file.getKey().name(),
                        differences.entrySet().stream()
                                .map(step -> testOf(step.getKey(), step.getValue(), known.get(step.getKey())))));
            }
        }
        return tests;
    }

    /// @return each recorded step's name, with what differs
    private static Map<String, Optional<String>> differences(GoldenFile file, HttpClient http) {
        GoldenClient client = new GoldenClient(http, "http://127.0.0.1:" + node.port());
        file.setup().forEach(client::send);
        Map<String, Optional<String>> differences = new LinkedHashMap<>();
        for (JsonNode step : file.steps()) {
            GoldenClient.Answer answer = client.send(step);
            if (step.has("recorded")) {
                differences.put(file.nameOf(step), GoldenComparison.difference(step, answer));
            }
        }
        file.teardown().forEach(client::send);
        return differences;
    }

    private static DynamicTest testOf(
            String step, Optional<String> difference, @org.jspecify.annotations.Nullable KnownDifference known) {
        if (known == null) {
            return dynamicTest(step, () -> assertThat(difference).as(step).isEmpty());
        }
        return dynamicTest(
                step + ", which differs: " + known.reason(),
                () -> assertThat(difference)
                        .as(step + " no longer differs: take it from contract/golden-differences.txt")
                        .isPresent());
    }

    @Test
    void listedDifferencesNameRecordedSteps() {
        List<String> steps = GoldenFile.all().stream()
                .flatMap(file -> file.recorded().stream().map(file::nameOf))
                .toList();

        assertThat(steps).containsAll(KnownDifference.all().keySet());
    }
}
