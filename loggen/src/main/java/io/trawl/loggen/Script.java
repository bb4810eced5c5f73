package io.trawl.loggen;

import java.util.ArrayList;
import java.util.List;

/// What a request to one route sets off: which services take part and what each of them logs.
///
/// The same code logs the same lines for each request, so scripts are drawn once; only hosts and values differ.
final class Script {
    /// With an error and the line at the end that makes the twelve lines of the longest trace.
    private static final int MAX_LINES = 10;

    private final List<Template> templates = new ArrayList<>();
    private final List<Host[]> hosts = new ArrayList<>();

    private Script() {}

    static Script draw(World world, Dice dice) {
        Script script = new Script();
        script.add(world, "edge-in", 1, dice);
        if (dice.oneIn(3)) {
            script.add(world, "auth", 1, dice);
        }
        for (int hops = dice.nextInt(4); hops > 0; hops--) {
            script.add(world, "app", 1 + dice.nextInt(2), dice);
            if (dice.oneIn(2)) {
                script.repeat(world, dice.oneIn(3) ? "cache" : "db", 1 + dice.nextInt(3), dice);
            }
        }
        if (dice.oneIn(8)) {
            script.add(world, "payment", 1, dice);
        }
        if (dice.oneIn(6)) {
            script.add(world, dice.oneIn(3) ? "notify" : "queue", 1, dice);
        }
        script.cut();
        return script;
    }

    /// Lets `flow` follow this script.
    void play(Flow flow, Dice dice) {
        Host[] before = {};
        Host host = flow.edge;
        flow.add(templates.getFirst(), host);
        for (int i = 1; i < templates.size(); i++) {
            if (hosts.get(i) != before) {
                before = hosts.get(i);
                host = before[dice.nextInt(before.length)];
            }
            flow.add(templates.get(i), host);
        }
    }

    private void cut() {
        if (templates.size() > MAX_LINES) {
            templates.subList(MAX_LINES, templates.size()).clear();
            hosts.subList(MAX_LINES, hosts.size()).clear();
        }
    }

    private void add(World world, String roleName, int lines, Dice dice) {
        Role role = world.role(roleName);
        Host[] serviceHosts = world.hostsOf(role, dice);
        for (int i = 0; i < lines; i++) {
            templates.add(role.draw(dice));
            hosts.add(serviceHosts);
        }
    }

    private void repeat(World world, String roleName, int lines, Dice dice) {
        Role role = world.role(roleName);
        Host[] serviceHosts = world.hostsOf(role, dice);
        Template template = role.draw(dice);
        for (int i = 0; i < lines; i++) {
            templates.add(template);
            hosts.add(serviceHosts);
        }
    }
}
