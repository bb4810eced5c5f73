package io.trawl.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Set;
import org.junit.jupiter.api.Test;

class QueryParametersTest {
    @Test
    void undoesPercentEncoding() {
        QueryParameters query = QueryParameters.parse("query=a%3Ab+c&max_hits=5&empty=");

        assertThat(query.require("query")).isEqualTo("a:b c");
        assertThat(query.unsigned("max_hits", 20)).isEqualTo(5);
        assertThat(query.text("empty")).contains("");
        assertThat(query.text("absent")).isEmpty();
    }

    @Test
    void namesWhatIsWrong() {
        assertThatThrownBy(() -> QueryParameters.parse("a=%zz")).hasMessageContaining("`%zz`");
        assertThatThrownBy(() -> QueryParameters.parse("a=%ff")).hasMessageContaining("UTF-8");
        assertThatThrownBy(() -> QueryParameters.parse("colour=red").allowOnly(Set.of("query")))
                .hasMessageContaining("`colour`")
                .hasMessageContaining("`query`");
        assertThatThrownBy(() -> QueryParameters.parse("a=1&a=2").allowOnly(Set.of("a")))
                .hasMessageContaining("more than once");
        assertThatThrownBy(() -> QueryParameters.parse("n=-1").unsigned("n", 0)).hasMessageContaining("negative");
        assertThatThrownBy(() -> QueryParameters.parse("n=ten").integer("n")).hasMessageContaining("`ten`");
        assertThatThrownBy(() -> QueryParameters.parse("f=yes").flag("f", false))
                .hasMessageContaining("`yes`");
    }
}
