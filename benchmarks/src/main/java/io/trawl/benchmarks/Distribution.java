package io.trawl.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The built program, and the commands that `./trawl` runs of it: same options, same AOT caches.
///
/// @param home the folder that holds `lib`
record Distribution(Path home) {
    private static final String MAIN = "io.trawl.server.cli.TrawlCommand";

    /// @param jvmOptions put last, so that they win
    List<String> node(List<String> jvmOptions) throws IOException {
        return command("node", jvmOptions, List.of("run"));
    }

    List<String> client(List<String> words) throws IOException {
        return command("client", List.of(), words);
    }

    /// Of the JDK that runs the benches.
    static String jdkTool(String name) {
        return Path.of(System.getProperty("java.home"), "bin", name).toString();
    }

    boolean hasAotCache(String kind) {
        return Files.exists(lib(kind + ".aot"));
    }

    private Path lib(String file) {
        return home.resolve("lib").resolve(file);
    }

    private List<String> command(String kind, List<String> jvmOptions, List<String> words) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(jdkTool("java"));
        if (hasAotCache(kind)) {
            command.add("-XX:AOTCache=" + lib(kind + ".aot"));
        }
        command.addAll(List.of(Files.readString(lib(kind + ".jvm")).strip().split("\\s+", -1)));
        command.addAll(jvmOptions);
        command.add("-Dtrawl.terminal=false");
        command.addAll(List.of("-cp", lib("trawl-server.jar").toString(), MAIN));
        command.addAll(words);
        return command;
    }
}
