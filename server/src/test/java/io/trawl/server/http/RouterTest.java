package io.trawl.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trawl.common.ErrorCode;
import io.trawl.common.TrawlException;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RouterTest {
    private static final RouteHandler NOTHING = (request, context) -> ApiResponse.text(200, "text/plain", "");
    private final Router router = new Router()
            .add("GET", "/api/v1/indexes", NOTHING)
            .add("POST", "/api/v1/indexes", NOTHING)
            .add("GET", "/api/v1/indexes/{id}", NOTHING)
            .add("GET", "/api/v1/indexes/{id}/splits", NOTHING)
            .add("GET", "/api/v1/{index}/search", NOTHING)
            .add("POST", "/api/v1/{index}/ingest", NOTHING);

    @Test
    void aLiteralSegmentGoesBeforeAParameter() {
        assertThat(router.match("GET", "/api/v1/indexes/logs").route().template())
                .isEqualTo("/api/v1/indexes/{id}");
        assertThat(router.match("GET", "/api/v1/indexes/search").route().template())
                .isEqualTo("/api/v1/indexes/{id}");
    }

    @Test
    void aParameterIsTakenWhereTheLiteralLeadsNowhere() {
        assertThat(router.match("POST", "/api/v1/indexes/ingest").parameters()).isEqualTo(Map.of("index", "indexes"));
    }

    @Test
    void parametersAreDecodedAfterThePathIsCut() {
        assertThat(router.match("GET", "/api/v1/a%2Fb%2C*/search").parameters()).isEqualTo(Map.of("index", "a/b,*"));
    }

    @Test
    void anUnknownPathIs404AndAnUnknownMethod405() {
        assertThatThrownBy(() -> router.match("GET", "/nowhere"))
                .satisfies(
                        failure -> assertThat(((TrawlException) failure).code()).isEqualTo(ErrorCode.NOT_FOUND));
        assertThatThrownBy(() -> router.match("DELETE", "/api/v1/indexes"))
                .satisfies(failure ->
                        assertThat(((TrawlException) failure).code()).isEqualTo(ErrorCode.METHOD_NOT_ALLOWED));
    }

    @Test
    void anEndlessPathIsNoRoute() {
        assertThatThrownBy(() -> router.match("GET", "/a".repeat(10_000))).hasMessage("Route not found");
    }
}
