package io.trawl.server;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.trawl.testkit.Eventually;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What streams hold comes back when their readers leave, whether they read nothing or had nothing to read. The node
/// streams one split at a time, so one that nobody reads keeps all others waiting.
class SearchStreamLeavingTest {
    private static final int READERS = 300;
    /// More bytes than the sockets on the way hold.
    private static final int LARGE_DOCS = 200;

    private static final int VALUES_A_DOC = 10_000;
    private static final Pattern CONTEXTS = Pattern.compile("(\\d+) +\\d+ +io\\.trawl\\.common\\.RequestContext[ \n]");
    /// Of other work of the node, at rest.
    private static final int FEW = 20;

    @TempDir
    Path folder;

    private RunningNode node;

    @BeforeEach
    void start() throws IOException {
        Path config = Files.writeString(
                folder.resolve("node.yaml"), "version: 0.8\nsearcher:\n  max_num_concurrent_split_streams: 1\n");
        node = RunningNode.start(
                Files.createDirectories(folder.resolve("data")), Map.of("TRAWL_CONFIG", config.toString()));
        for (String id : new String[] {"large", "small"}) {
            assertThat(node.post(
                                    "/api/v1/indexes",
                                    "{\"version\": \"0.9\", \"index_id\": \"" + id
                                            + "\", \"doc_mapping\": {\"field_mappings\": [{\"name\": \"n\", \"type\":"
                                            + " \"array<u64>\", \"fast\": true}]}}")
                            .status())
                    .isEqualTo(200);
        }
        String large = "{\"n\":[" + "1,".repeat(VALUES_A_DOC - 1) + "1]}\n";
        assertThat(node.post("/api/v1/large/ingest?commit=force", large.repeat(LARGE_DOCS))
                        .status())
                .isEqualTo(200);
        assertThat(node.post("/api/v1/small/ingest?commit=force", "{\"n\": [7]}\n")
                        .status())
                .isEqualTo(200);
    }

    @AfterEach
    void stop() {
        node.close();
    }

    @Test
    void threadsAndMemoryComeBackWhenManyReadersLeave() throws IOException {
        assertThat(contexts()).isLessThan(FEW);
        try (Socket unread = open("large")) {
            assertThat(unread.getInputStream().read()).isEqualTo('H');
            List<Socket> waiting = new ArrayList<>();
            for (int i = 0; i < READERS; i++) {
                waiting.add(open("small"));
            }
            Eventually.isTrue("all readers wait", Duration.ofSeconds(30), () -> threadsAtStreams() >= READERS);
            assertThat(contexts()).isGreaterThanOrEqualTo(READERS);

            for (Socket reader : waiting) {
                reader.close();
            }

            Eventually.isTrue("only the unread stream is left", Duration.ofSeconds(5), () -> threadsAtStreams() < FEW);
            assertThat(contexts()).isLessThan(FEW);
        }
        assertPlaceIsFree();
    }

    @Test
    void thePlaceOfAReaderThatSaysItIsDoneIsFreeThoughItsSocketIsFull() throws IOException {
        try (Socket unread = open("large")) {
            assertThat(unread.getInputStream().read()).isEqualTo('H');
            Eventually.isTrue(
                    "the writer waits", Duration.ofSeconds(30), () -> dump().contains("SearchStreamResource"));

            unread.shutdownOutput();

            assertPlaceIsFree();
        }
    }

    private void assertPlaceIsFree() {
        try (Socket socket = open("small")) {
            // Much sooner than a connection that nobody reads from is given up.
            socket.setSoTimeout(10_000);
            byte[] answer = socket.getInputStream().readAllBytes();
            assertThat(new String(answer, US_ASCII)).contains("\r\n7\n\r\n");
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private Socket open(String id) throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(16 << 10);
        socket.connect(new InetSocketAddress("127.0.0.1", node.port()));
        socket.getOutputStream()
                .write(("GET /api/v1/" + id + "/search/stream?query=*&fast_field=n&output_format=csv"
                                + " HTTP/1.1\r\nHost: here\r\nConnection: close\r\n\r\n")
                        .getBytes(US_ASCII));
        return socket;
    }

    /// Requests that are reachable, after a collection of what is not.
    private int contexts() {
        Matcher line = CONTEXTS.matcher(node.jcmd("GC.class_histogram"));
        return line.find() ? Integer.parseInt(line.group(1)) : 0;
    }

    private int threadsAtStreams() {
        return dump().split("SearchStreamResource\\$Body\\.writeTo", -1).length - 1;
    }

    /// Virtual threads too.
    private String dump() {
        Path file = folder.resolve("threads.txt");
        node.jcmd("Thread.dump_to_file", "-overwrite", file.toString());
        try {
            return Files.exists(file) ? Files.readString(file) : "";
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
