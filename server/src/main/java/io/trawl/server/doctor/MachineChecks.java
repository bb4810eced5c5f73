package io.trawl.server.doctor;

import io.trawl.common.DataSize;
import io.trawl.common.ErrorCode;
import io.trawl.common.TrawlException;
import io.trawl.config.NodeConfig;
import io.trawl.server.DataFolder;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;

/// Checks of the machine that the node runs on.
final class MachineChecks {
    private static final int JAVA_MIN = 25;

    /// Less than one merge or one queue of documents needs.
    private static final DataSize DISK_MIN = DataSize.ofGibibytes(1);

    private MachineChecks() {}

    static Finding java() {
        Runtime.Version version = Runtime.version();
        return version.feature() >= JAVA_MIN
                ? Finding.ok("java", "version " + version)
                : Finding.failed("java", "version " + version, "install Java " + JAVA_MIN + " or a later one");
    }

    static List<Finding> dataFolder(NodeConfig config) {
        List<Finding> findings = new ArrayList<>();
        try (DataFolder folder = DataFolder.open(config.dataDir())) {
            findings.add(Finding.ok("data folder", "`" + folder.root() + "` can be written"));
        } catch (TrawlException problem) {
            if (!problem.hasCode(ErrorCode.FAILED_PRECONDITION)) {
                findings.add(Finding.failed(
                        "data folder",
                        TrawlException.describe(problem),
                        "make the folder and give this user the right to write"));
                return findings;
            }
            findings.add(Finding.ok("data folder", "`" + config.dataDir() + "` is in use by a running node"));
        }
        findings.add(diskSpace(config));
        return findings;
    }

    private static Finding diskSpace(NodeConfig config) {
        try {
            FileStore disk = Files.getFileStore(config.dataDir());
            return diskSpace(
                    disk.getUsableSpace(),
                    disk.getTotalSpace(),
                    config.ingestApi().maxQueueDiskUsage().bytes());
        } catch (IOException unknown) {
            return Finding.warning(
                    "disk space", "unknown: " + TrawlException.describe(unknown), "look at the disk yourself");
        }
    }

    /// @param queue what documents may take that are not published yet
    static Finding diskSpace(long free, long total, long queue) {
        String detail = DataSize.ofBytes(free).toHuman() + " free of "
                + DataSize.ofBytes(total).toHuman();
        if (free < DISK_MIN.bytes()) {
            return Finding.failed("disk space", detail, "make room, at least " + DISK_MIN.toHuman());
        }
        if (free < queue) {
            return Finding.warning(
                    "disk space",
                    detail,
                    "make room for `ingest_api.max_queue_disk_usage` ("
                            + DataSize.ofBytes(queue).toHuman() + "), or lower it");
        }
        return Finding.ok("disk space", detail);
    }
}
