package io.trawl.storage.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trawl.common.RequestContext;
import io.trawl.common.TimeSource;
import io.trawl.common.TrawlException;
import io.trawl.config.StorageConfig.Checksum;
import io.trawl.storage.ConditionalPutProbe;
import io.trawl.storage.MemoryStorage;
import io.trawl.storage.Storage;
import io.trawl.storage.remote.TestSettings;
import io.trawl.testkit.s3.S3Faults.ConditionalPuts;
import io.trawl.testkit.s3.S3TestServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ConditionalPutProbeTest {
    private final S3TestServer server = S3TestServer.start(5).createBucket("logs");
    private final S3StorageFactory factory = S3TestClient.factory(server);
    private final Storage storage = factory.open(S3TestClient.ROOT);
    private final RequestContext context = RequestContext.background("probe");
    private final ConditionalPutProbe probe = new ConditionalPutProbe(storage, "01J");

    @AfterEach
    void stop() {
        factory.close();
        server.close();
    }

    @Test
    void isContentWhereASecondPutIsRefused() {
        assertThat(probe.findProblem(context)).isEmpty();
        assertThat(probe.findProblemOfRaces(8, 3, context)).isEmpty();
        assertThat(new ConditionalPutProbe(new MemoryStorage(), "01J").findProblem(context))
                .isEmpty();

        assertThat(storage.list("", "", 10, context))
                .as("nothing is left behind")
                .isEmpty();
    }

    @Test
    void findsAServerThatIgnoresConditions() {
        server.faults().conditionalPuts(ConditionalPuts.IGNORED);

        assertThat(probe.findProblem(context))
                .hasValueSatisfying(problem -> assertThat(problem).contains("ignores the condition"));
        assertThat(probe.findProblemOfRaces(4, 3, context))
                .hasValueSatisfying(
                        problem -> assertThat(problem).contains("of 4 writers that raced for one object 4 won"));

        assertThat(storage.list("", "", 10, context)).isEmpty();
    }

    @Test
    void findsAServerThatRefusesConditions() {
        server.faults().conditionalPuts(ConditionalPuts.REFUSED);

        assertThat(probe.findProblem(context))
                .hasValueSatisfying(problem -> assertThat(problem)
                        .contains("refuses puts with a condition")
                        .contains("501 NotImplemented"));

        assertThat(storage.list("", "", 10, context)).isEmpty();
    }

    @Test
    void doesNotTakeMissingRightsForAMissingPromise() {
        try (S3StorageFactory stranger = new S3StorageFactory(
                S3TestClient.config(server.endpoint().toString(), "wrong", Checksum.CRC32C, false, false),
                TestSettings.SETTINGS,
                TimeSource.SYSTEM)) {
            ConditionalPutProbe strangers = new ConditionalPutProbe(stranger.open(S3TestClient.ROOT), "01J");

            assertThatThrownBy(() -> strangers.findProblem(context))
                    .isInstanceOf(TrawlException.class)
                    .hasMessageContaining("check the credentials");
        }
    }
}
