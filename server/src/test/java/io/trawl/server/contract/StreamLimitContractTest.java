package io.trawl.server.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trawl.server.RunningNode;
import io.trawl.testkit.Eventually;
import io.trawl.testkit.Proves;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// How many split streams a node has at once, told by a stream that nobody reads: it keeps its place.
@Tag("long")
class StreamLimitContractTest {
    /// More bytes than the sockets on the way hold.
    private static final int VALUES = 2_000_000;

    private static final int VALUES_A_REQUEST = 400_000;

    @TempDir
    Path folder;

    @Test
    @Proves({"STR-08", "NOD-58"})
    void aNodeStreamsAsManySplitsAtOnceAsItIsTold() throws IOException {
        try (RunningNode node = start(2)) {
            fill(node);
            try (Socket unread = openUnread(node)) {
                assertThat(unread.getInputStream().read()).isEqualTo('H');
                assertThat(streamSmall(node)).isEqualTo("7\n");
            }
            node.terminate();
        }
        try (RunningNode node = start(1)) {
            try (Socket unread = openUnread(node)) {
                assertThat(unread.getInputStream().read()).isEqualTo('H');
                assertThatThrownBy(() -> streamSmall(node)).isInstanceOf(SocketTimeoutException.class);
            }
            Eventually.isTrue("the place is free again", Duration.ofSeconds(30), () -> {
                try {
                    return streamSmall(node).equals("7\n");
                } catch (IOException notYet) {
                    return false;
                }
            });
        }
    }

    private RunningNode start(int streams) throws IOException {
        Path config = Files.writeString(
                folder.resolve("node.yaml"),
                "version: 0.8\nsearcher:\n  max_num_concurrent_split_streams: " + streams + "\n");
        return RunningNode.start(
                Files.createDirectories(folder.resolve("data")), Map.of("TRAWL_CONFIG", config.toString()));
    }

    private static void fill(RunningNode node) {
        for (String id : new String[] {"large", "small"}) {
            assertThat(node.post(
                                    "/api/v1/indexes",
                                    "{\"version\": \"0.9\", \"index_id\": \"" + id
                                            + "\", \"doc_mapping\": {\"field_mappings\": [{\"name\": \"n\", \"type\":"
                                            + " \"u64\", \"fast\": true}]}}")
                            .status())
                    .isEqualTo(200);
        }
        for (int from = 0; from < VALUES; from += VALUES_A_REQUEST) {
            StringBuilder lines = new StringBuilder();
            for (int i = from; i < from + VALUES_A_REQUEST; i++) {
                lines.append("{\"n\":").append(i).append("}\n");
            }
            boolean last = from + VALUES_A_REQUEST == VALUES;
            assertThat(node.post("/api/v1/large/ingest" + (last ? "?commit=force" : ""), lines.toString())
                            .status())
                    .isEqualTo(200);
        }
        assertThat(node.post("/api/v1/small/ingest?commit=force", "{\"n\": 7}\n")
                        .status())
                .isEqualTo(200);
    }

    private static Socket openUnread(RunningNode node) throws IOException {
        Socket socket = new Socket("127.0.0.1", node.port());
        socket.getOutputStream()
                .write(("GET /api/v1/large/search/stream?query=*&fast_field=n&output_format=click_house_row_binary"
                                + " HTTP/1.1\r\nHost: localhost\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    private static String streamSmall(RunningNode node) throws IOException {
        HttpURLConnection connection = (HttpURLConnection) URI.create("http://127.0.0.1:" + node.port()
                        + "/api/v1/small/search/stream?query=*&fast_field=n&output_format=csv")
                .toURL()
                .openConnection();
        connection.setReadTimeout(3_000);
        return new String(connection.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
}
