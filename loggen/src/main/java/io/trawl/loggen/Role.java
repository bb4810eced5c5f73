package io.trawl.loggen;

import java.util.Collections;
import java.util.List;

/// Services that say the same things.
final class Role {
    private final List<String> services;
    private final Template[] byWeight;

    Role(String name, List<String> services, List<Template> templates) {
        this.services = List.copyOf(services);
        byWeight = templates.stream()
                .flatMap(template -> Collections.nCopies(template.weight, template).stream())
                .toArray(Template[]::new);
        if (byWeight.length == 0 || services.isEmpty()) {
            throw new IllegalArgumentException("role `" + name + "` needs services and templates");
        }
    }

    List<String> services() {
        return services;
    }

    Template draw(Dice dice) {
        // The lower of two: those named first are said most of the time.
        return byWeight[Math.min(dice.nextInt(byWeight.length), dice.nextInt(byWeight.length))];
    }
}
