package io.trawl.server.rest;

import io.trawl.common.IdGenerator;
import io.trawl.common.RequestContext;
import io.trawl.common.TrawlException;
import io.trawl.config.IndexTemplate;
import io.trawl.config.IndexTemplateJson;
import io.trawl.config.IndexTemplateReader;
import io.trawl.metastore.Metastore;
import io.trawl.server.http.ApiRequest;
import io.trawl.server.http.ApiResponse;
import io.trawl.server.http.Router;
import java.util.Optional;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;

/// `/api/v1/templates`: make, list, look at, replace and delete index templates.
public final class TemplateResource {
    private final Metastore metastore;
    private final IdGenerator ids;

    public TemplateResource(Metastore metastore, IdGenerator ids) {
        this.metastore = metastore;
        this.ids = ids;
    }

    public void addTo(Router router) {
        router.add("GET", "/api/v1/templates", this::list)
                .add("POST", "/api/v1/templates", this::create)
                .add("GET", "/api/v1/templates/{id}", this::show)
                .add("PUT", "/api/v1/templates/{id}", this::put)
                .add("DELETE", "/api/v1/templates/{id}", this::delete);
    }

    private ApiResponse list(ApiRequest request, RequestContext context) {
        ArrayNode answer = JsonNodeFactory.instance.arrayNode();
        metastore.view().templates().forEach(template -> answer.add(IndexTemplateJson.toJson(template)));
        return IndexResource.json(request, answer);
    }

    private ApiResponse create(ApiRequest request, RequestContext context) {
        IndexTemplate template = read(request, Optional.empty());
        return json(request, metastore.createTemplate(template, context));
    }

    private ApiResponse show(ApiRequest request, RequestContext context) {
        String id = request.pathParameter("id");
        IndexTemplate template = metastore
                .view()
                .template(id)
                .orElseThrow(() -> TrawlException.notFound("index template `" + id + "` not found"));
        return json(request, template);
    }

    /// The mapping gets a new uid even where the body names one: it is a new mapping.
    private ApiResponse put(ApiRequest request, RequestContext context) {
        String id = request.pathParameter("id");
        IndexTemplate template = read(request, Optional.of(id));
        if (!template.templateId().equals(id)) {
            throw TrawlException.badRequest("invalid argument: index template ID `" + id
                    + "` of the path does not match `template_id` `" + template.templateId() + "` of the body");
        }
        IndexTemplate renewed = template.withDocMapping(template.docMapping().withUid(ids.next()));
        return json(request, metastore.putTemplate(renewed, context));
    }

    private ApiResponse delete(ApiRequest request, RequestContext context) {
        metastore.deleteTemplate(request.pathParameter("id"), context);
        return IndexResource.json(request, JsonNodeFactory.instance.nullNode());
    }

    private IndexTemplate read(ApiRequest request, Optional<String> absentId) {
        ConfigBody body = ConfigBody.of(request);
        IndexTemplate template = IndexTemplateReader.read(body.text(), body.format(), absentId, ids);
        IndexResource.requireUsable(template.docMapping());
        return template;
    }

    private static ApiResponse json(ApiRequest request, IndexTemplate template) {
        return IndexResource.json(request, IndexTemplateJson.toJson(template));
    }
}
