package io.trawl.metastore;

import io.trawl.common.TrawlException;
import io.trawl.config.IndexTemplate;

/// What the operations on index templates demand of the state, and what they make of it; the part of
/// [ManifestOperations] that is about them.
final class TemplateOperations {
    private TemplateOperations() {}

    /// Checks what does not depend on the state. Done before a template is offered to the log, and never when the log
    /// is read: what was accepted once stays so when the rules get stricter.
    ///
    /// @throws TrawlException BAD_REQUEST naming what is wrong
    static void check(IndexTemplate template) {
        if (template.indexIdPatterns().isEmpty()) {
            throw MetastoreErrors.invalidTemplate("`index_id_patterns` must not be empty");
        }
        try {
            IndexPatterns.parse(template.indexIdPatterns());
        } catch (TrawlException refused) {
            throw MetastoreErrors.invalidTemplate(TrawlException.describe(refused));
        }
    }

    static ManifestState create(ManifestState state, IndexTemplate template) {
        if (state.templates().containsKey(template.templateId())) {
            throw MetastoreErrors.templateExists(template.templateId());
        }
        return state.with(template);
    }

    static ManifestState delete(ManifestState state, String templateId) {
        if (!state.templates().containsKey(templateId)) {
            throw MetastoreErrors.templateNotFound(templateId);
        }
        return state.withoutTemplate(templateId);
    }
}
