package io.trawl.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.trawl.common.RequestContext;
import io.trawl.config.StorageUri;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessRaceTest {
    private static final int PROCESSES = 3;
    private static final int KEYS = 100;

    @Test
    void ofRacingProcessesExactlyOneWins(@TempDir Path folder) throws Exception {
        List<Process> processes = new ArrayList<>();
        try {
            List<BufferedReader> outputs = new ArrayList<>();
            for (int i = 0; i < PROCESSES; i++) {
                Process process = start(folder, Integer.toString(i));
                processes.add(process);
                outputs.add(process.inputReader(StandardCharsets.UTF_8));
            }
            for (BufferedReader output : outputs) {
                assertThat(output.readLine()).isEqualTo("ready");
            }
            for (Process process : processes) {
                process.outputWriter().append('\n').flush();
            }

            Map<Integer, Integer> winners = new HashMap<>();
            for (int i = 0; i < PROCESSES; i++) {
                for (String won = outputs.get(i).readLine();
                        won != null;
                        won = outputs.get(i).readLine()) {
                    assertThat(winners.put(Integer.parseInt(won), i))
                            .as("second winner of " + won)
                            .isNull();
                }
                assertThat(processes.get(i).waitFor()).isZero();
            }
            assertThat(winners).hasSize(KEYS);
            verify(folder, winners);
        } finally {
            processes.forEach(Process::destroyForcibly);
        }
    }

    private static void verify(Path folder, Map<Integer, Integer> winners) {
        Storage storage = new LocalStorage(StorageUri.ofFile(folder), new OsDisk());
        RequestContext context = RequestContext.background("verify");
        assertThat(storage.list("race/", "", 1_000, context)).hasSize(KEYS);
        winners.forEach((key, winner) -> assertThat(storage.readAll(new StorageKey("race/" + key), context))
                .asString(StandardCharsets.UTF_8)
                .isEqualTo(winner.toString().repeat(2_000)));
    }

    private static Process start(Path folder, String name) throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        return new ProcessBuilder(
                        java,
                        "-Xmx64m",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        RacingProcess.class.getName(),
                        folder.toString(),
                        name,
                        Integer.toString(KEYS))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }
}
