package io.trawl.server;

import io.trawl.testkit.Proves;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A node is killed with signal 9 again and again while writers push documents. Every document that was acknowledged is
/// found exactly once, whatever state the node was in; one that was not acknowledged may be there, but never twice.
class KillNineTest {
    @TempDir
    Path folder;

    @Test
    @Proves({"ING-03", "CKP-06"})
    void acknowledgedDocumentsSurviveTenKills() throws Exception {
        run(10);
    }

    @Test
    @Tag("long")
    void acknowledgedDocumentsSurviveTwoHundredKills() throws Exception {
        run(200);
    }

    private void run(int kills) throws IOException, InterruptedException {
        new KillLoop(Files.createDirectories(folder.resolve("data")), Map.of(), "kill-nine").run(kills);
    }
}
