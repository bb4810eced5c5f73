package io.trawl.server.indexes;

import io.trawl.common.ErrorCode;
import io.trawl.common.IdGenerator;
import io.trawl.common.RequestContext;
import io.trawl.common.TrawlException;
import io.trawl.config.Identifiers;
import io.trawl.config.IndexConfig;
import io.trawl.config.IndexTemplate;
import io.trawl.config.StorageUri;
import io.trawl.ingest.IndexCreator;
import io.trawl.metastore.IndexMetadata;
import io.trawl.metastore.Metastore;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Makes an index when documents come for one that is not there, if an index template is for it.
public final class TemplateIndexCreator implements IndexCreator {
    private static final Logger LOG = LoggerFactory.getLogger(TemplateIndexCreator.class);

    private final Metastore metastore;
    private final IndexService indexes;
    private final StorageUri defaultIndexRoot;
    private final IdGenerator ids;

    public TemplateIndexCreator(
            Metastore metastore, IndexService indexes, StorageUri defaultIndexRoot, IdGenerator ids) {
        this.metastore = metastore;
        this.indexes = indexes;
        this.defaultIndexRoot = defaultIndexRoot;
        this.ids = ids;
    }

    @Override
    public Optional<IndexMetadata> create(String indexId, RequestContext context) {
        checkId(indexId);
        Optional<IndexTemplate> template = metastore.view().findTemplateFor(indexId);
        if (template.isEmpty()) {
            return Optional.empty();
        }
        IndexConfig config = template.get().indexConfig(indexId, defaultIndexRoot, ids.next());
        try {
            IndexMetadata created = indexes.createFromTemplate(config, context);
            LOG.info("made index {} from template {}", indexId, template.get().templateId());
            return Optional.of(created);
        } catch (TrawlException failure) {
            if (failure.hasCode(ErrorCode.ALREADY_EXISTS)) {
                // Another request, or another node, was faster; gone again only if it was deleted since.
                return metastore.freshView(context).index(indexId);
            }
            throw failure;
        }
    }

    private static void checkId(String indexId) {
        try {
            Identifiers.check("index ID", indexId);
        } catch (IllegalArgumentException refused) {
            throw new TrawlException(ErrorCode.BAD_REQUEST, TrawlException.describe(refused), refused);
        }
    }
}
