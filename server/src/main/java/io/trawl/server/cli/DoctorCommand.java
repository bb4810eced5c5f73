package io.trawl.server.cli;

import io.trawl.common.TimeSource;
import io.trawl.server.doctor.Doctor;
import io.trawl.server.doctor.Finding;
import io.trawl.server.doctor.Finding.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// `trawl doctor`: exit code 0 if a node would work here, 1 if not.
@Command(
        name = "doctor",
        description = "Checks config, Java, disk and storages, and says what to do about what is wrong.")
final class DoctorCommand implements Callable<Integer> {
    @ParentCommand
    @Nullable
    TrawlCommand parent;

    @Option(names = "--config", paramLabel = "FILE", description = "The node's config; also TRAWL_CONFIG.")
    @Nullable
    String config;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "text|json",
            defaultValue = "text",
            description = "For people or for programs. Default: ${DEFAULT-VALUE}")
    IndexCommand.OutputFormat format = IndexCommand.OutputFormat.text;

    @Override
    public Integer call() {
        List<Finding> findings = new Doctor(System.getenv(), TimeSource.SYSTEM).examine(Optional.ofNullable(config));
        boolean isHealthy = findings.stream().noneMatch(finding -> finding.status() == Status.FAILED);
        Output output = Output.standard(parent != null && parent.noColour);
        switch (format) {
            case json -> output.json(json(findings, isHealthy));
            case text -> print(findings, isHealthy, output);
        }
        return isHealthy ? 0 : 1;
    }

    private static void print(List<Finding> findings, boolean isHealthy, Output output) {
        List<List<String>> rows = new ArrayList<>();
        for (Finding finding : findings) {
            rows.add(List.of(finding.check(), status(finding), finding.detail()));
            if (!finding.remedy().isEmpty()) {
                rows.add(List.of("", "", "-> " + finding.remedy()));
            }
        }
        output.table(List.of("check", "status", "what was found"), rows);
        output.line("");
        output.line(isHealthy ? "a node would work here" : "a node would not work here");
    }

    private static ObjectNode json(List<Finding> findings, boolean isHealthy) {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        root.put("healthy", isHealthy);
        ArrayNode list = root.putArray("findings");
        for (Finding finding : findings) {
            ObjectNode each = list.addObject();
            each.put("check", finding.check());
            each.put("status", status(finding));
            each.put("detail", finding.detail());
            each.put("remedy", finding.remedy());
        }
        return root;
    }

    private static String status(Finding finding) {
        return finding.status().name().toLowerCase(Locale.ROOT);
    }
}
