package io.trawl.loggen;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The made-up shop: who is there, what it is called and how often it is met. Made from the seed, then never changed.
final class World {
    /// Logins; the busiest hundred make half of the traffic.
    static final int USERS = 20_000;

    static final int TENANTS = 300;
    private static final int WORDS = 12_000;
    private static final int SKUS = 6_000;
    private static final int AGENTS = 40;
    private static final int STACKS = 80;
    static final int PARTITIONS = 12;

    final Map<String, Role> roles;
    /// By service.
    final Map<String, Host[]> hosts = new HashMap<>();

    final Host[] peers;
    final byte[][] users = new byte[USERS][];
    /// Two addresses a user: at home and at work.
    final byte[][] addresses = new byte[2 * USERS][];
    final byte[][] agents = new byte[AGENTS][];
    final byte[][] words;
    final byte[][] skus = new byte[SKUS][];
    final byte[][] stacks = new byte[STACKS][];
    final byte[][] exceptions = new byte[Names.EXCEPTIONS.size()][];
    final byte[][] routes = new byte[Names.ROUTES.size()][];
    final byte[][] classes = new byte[120][];
    final byte[][] threads = new byte[48][];
    final byte[][] tables = all(Names.TABLES);
    final byte[][] topics = all(Names.TOPICS);
    final byte[][] groups = all(Names.GROUPS);
    final byte[][] cities = all(Names.CITIES);
    final byte[][] flags = all(Names.FLAGS);
    final byte[][] jobs = all(Names.JOBS);
    final byte[][] devices = all(Names.DEVICES);

    final Distribution userRanks = Distribution.zipf(USERS, 0.9);
    final Distribution wordRanks = Distribution.zipf(WORDS, 1.0);
    final Distribution skuRanks = Distribution.zipf(SKUS, 0.9);
    final Distribution routeRanks = Distribution.zipf(Names.ROUTES.size(), 0.8);
    final Distribution agentRanks = Distribution.zipf(AGENTS, 1.2);
    final Distribution peerRanks;
    final Distribution smallRanks = Distribution.zipf(40, 1.3);
    final Distribution latencies = Distribution.logNormal(18, 1.3);
    final Distribution sizes = Distribution.logNormal(2_200, 1.4);
    final Distribution prices = Distribution.logNormal(3_900, 0.9);

    World(Dice dice) {
        roles = TemplateReader.read();
        List<Host> mentioned = new ArrayList<>();
        for (Role role : roles.values()) {
            for (String service : role.services()) {
                if (!hosts.containsKey(service)) {
                    Host[] made = makeHosts(service, dice);
                    hosts.put(service, made);
                    mentioned.addAll(List.of(made));
                }
            }
        }
        peers = mentioned.toArray(Host[]::new);
        peerRanks = Distribution.zipf(peers.length, 0.7);
        words = makeWords(dice);
        for (int i = 0; i < USERS; i++) {
            users[i] = ascii(Names.login(i, dice));
            addresses[2 * i] = ascii(publicAddress(dice));
            addresses[2 * i + 1] = ascii(publicAddress(dice));
        }
        for (int i = 0; i < agents.length; i++) {
            agents[i] = ascii(Names.agent(dice));
        }
        for (int i = 0; i < SKUS; i++) {
            skus[i] = ascii("SKU-" + (100_000 + dice.nextInt(900_000)));
        }
        for (int i = 0; i < routes.length; i++) {
            routes[i] = ascii(Names.ROUTES.get(i));
        }
        for (int i = 0; i < exceptions.length; i++) {
            exceptions[i] = ascii(Names.EXCEPTIONS.get(i));
        }
        for (int i = 0; i < classes.length; i++) {
            classes[i] = ascii(Names.className(dice));
        }
        for (int i = 0; i < threads.length; i++) {
            threads[i] =
                    ascii((i % 3 == 0 ? "http-nio-8080-exec-" : i % 3 == 1 ? "worker-" : "scheduler-") + (i / 3 + 1));
        }
        for (int i = 0; i < STACKS; i++) {
            stacks[i] = TemplateReader.json(Names.stack(dice));
        }
    }

    Role role(String name) {
        Role role = roles.get(name);
        if (role == null) {
            throw new IllegalArgumentException("there is no role `" + name + "` in the templates");
        }
        return role;
    }

    /// The hosts of one of the role's services.
    Host[] hostsOf(Role role, Dice dice) {
        // The lower of two: those named first are busier.
        int count = role.services().size();
        String service = role.services().get(Math.min(dice.nextInt(count), dice.nextInt(count)));
        Host[] found = hosts.get(service);
        if (found == null) {
            throw new IllegalStateException("service `" + service + "` has no hosts");
        }
        return found;
    }

    private static Host[] makeHosts(String service, Dice dice) {
        boolean isDatabase = service.endsWith("-db") || service.endsWith("-cache") || service.equals("kafka");
        boolean isSystem =
                List.of("sshd", "sudo", "kernel", "systemd", "cron", "kubelet").contains(service);
        int count = isSystem ? 12 : isDatabase ? 3 : 2 + dice.nextInt(2);
        String hash = Names.letters(dice, 10);
        int minor = 1 + dice.nextInt(40);
        String version = "v2." + minor + ".0-" + dice.nextInt(90) + "-g" + Names.hex(dice, 9);
        String nextVersion = "v2." + (minor + 1) + ".0-" + dice.nextInt(90) + "-g" + Names.hex(dice, 9);
        Host[] made = new Host[count];
        for (int i = 0; i < count; i++) {
            int node = isSystem ? i : dice.nextInt(12);
            String name = isSystem
                    ? "ip-10-" + (node % 3) + "-" + (10 + node) + "-71.eu-central-1.compute.internal"
                    : isDatabase ? service + "-" + i : service + "-" + hash + "-" + Names.letters(dice, 5);
            String address = "10." + (node % 3) + "." + (10 + node) + "." + (2 + dice.nextInt(250));
            // One in four already runs the next version.
            String shown = dice.oneIn(4) ? nextVersion : version;
            made[i] = new Host(
                    ascii(",\"service\":\"" + service + "\",\"host\":\"" + name + "\",\"tenant_id\":"),
                    ascii(name),
                    ascii(address),
                    ascii(Names.REGIONS.get(node % Names.REGIONS.size())),
                    ascii(shown),
                    ascii(Names.hex(dice, 12)));
        }
        return made;
    }

    private static byte[][] makeWords(Dice dice) {
        byte[][] made = new byte[WORDS][];
        for (int i = 0; i < WORDS; i++) {
            made[i] = i < Names.WORDS.size()
                    ? Names.WORDS.get(i).getBytes(StandardCharsets.UTF_8)
                    : ascii(Names.word(dice));
        }
        return made;
    }

    private static String publicAddress(Dice dice) {
        int first = 11 + dice.nextInt(190);
        return (first == 127 ? 128 : first) + "." + dice.nextInt(256) + "." + dice.nextInt(256) + "."
                + (1 + dice.nextInt(254));
    }

    private static byte[][] all(List<String> texts) {
        return TemplateReader.json(texts.toArray(String[]::new));
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
