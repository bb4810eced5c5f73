package io.trawl.metastore;

import static io.trawl.metastore.MetastoreFixtures.assertFails;
import static io.trawl.metastore.MetastoreFixtures.context;
import static io.trawl.metastore.MetastoreFixtures.template;
import static org.assertj.core.api.Assertions.assertThat;

import io.trawl.common.ErrorCode;
import io.trawl.config.IndexTemplate;
import java.util.List;
import org.junit.jupiter.api.Test;

/// How index templates are kept and found, in every metastore; the part of [MetastoreContractTest] that is about them.
public abstract class TemplateContractTest extends SplitContractTest {
    @Test
    void createdTemplateIsThereForEveryProcess() {
        IndexTemplate created = metastore.createTemplate(template("t-1", 3, "logs-*", "-logs-old"), context());

        assertThat(metastore.view().template("t-1")).contains(created);
        assertThat(open().view().templates()).containsExactly(created);
        assertThat(metastore.view().template("t-2")).isEmpty();
    }

    @Test
    void templatesAreListedById() {
        for (String id : List.of("t-b", "t-c", "t-a")) {
            metastore.putTemplate(template(id, 0, "logs-*"), context());
        }

        assertThat(metastore.view().templates())
                .extracting(IndexTemplate::templateId)
                .containsExactly("t-a", "t-b", "t-c");
    }

    @Test
    void existingTemplateIsNotCreatedAgainButCanBePut() {
        Metastore other = open();
        metastore.createTemplate(template("t-1", 1, "logs-*"), context());

        assertFails(
                ErrorCode.ALREADY_EXISTS,
                "index template `t-1` already exist(s)",
                () -> other.createTemplate(template("t-1", 2, "logs-*"), context()));
        assertThat(other.view().template("t-1").orElseThrow().priority()).isEqualTo(1);
        IndexTemplate put = other.putTemplate(template("t-1", 2, "traces-*"), context());

        assertThat(metastore.freshView(context()).templates()).containsExactly(put);
    }

    @Test
    void deletedTemplateIsGone() {
        metastore.createTemplate(template("t-1", 1, "logs-*"), context());
        MetastoreView before = metastore.view();

        metastore.deleteTemplate("t-1", context());

        assertThat(before.templates()).hasSize(1);
        assertThat(metastore.view().templates()).isEmpty();
        assertThat(metastore.view().findTemplateFor("logs-a")).isEmpty();
        assertFails(
                ErrorCode.NOT_FOUND,
                "index template `t-1` not found",
                () -> metastore.deleteTemplate("t-1", context()));
    }

    @Test
    void highestPriorityIsFoundAndOfSeveralTheFirstById() {
        metastore.createTemplate(template("t-low", 1, "logs-*"), context());
        metastore.createTemplate(template("t-high-b", 5, "logs-*"), context());
        metastore.createTemplate(template("t-high-a", 5, "*"), context());
        metastore.createTemplate(template("t-other", 9, "traces-*", "-traces-old"), context());

        assertThat(found("logs-a")).isEqualTo("t-high-a");
        assertThat(found("traces-a")).isEqualTo("t-other");
        assertThat(found("traces-old")).isEqualTo("t-high-a");
        metastore.deleteTemplate("t-high-a", context());
        assertThat(found("logs-a")).isEqualTo("t-high-b");
        assertThat(metastore.view().findTemplateFor("metrics")).isEmpty();
    }

    @Test
    void patternsThatNameNothingAreRefused() {
        assertFails(
                ErrorCode.BAD_REQUEST,
                "invalid argument: invalid index template: `index_id_patterns` must not be empty",
                () -> metastore.createTemplate(template("t-1", 0), context()));
        assertFails(
                ErrorCode.BAD_REQUEST,
                "invalid argument: invalid index template: index ID pattern `a b` is invalid",
                () -> metastore.putTemplate(template("t-1", 0, "logs-*", "a b"), context()));
        assertThat(metastore.view().templates()).isEmpty();
    }

    private String found(String indexId) {
        return metastore.view().findTemplateFor(indexId).orElseThrow().templateId();
    }
}
