package io.trawl.loggen;

import java.nio.charset.StandardCharsets;

/// Decides what happens next, to whom and where.
///
/// Users come in visits: a few hundred are active at once and do several things before others take their place, so
/// that ids repeat within minutes, as in life.
final class FlowMaker {
    /// Users active at once.
    private static final int ACTIVE_USERS = 400;

    /// A user comes so often before another takes the place, on average.
    private static final int CALLS_A_VISIT = 25;

    /// Products and orders that are looked at; the busiest most.
    private static final int ENTITIES = 40_000;

    /// A loop on one host logs so many lines at most: partitions, pods, batches, retries.
    private static final int MAX_LOOP = 80;

    /// A client makes at most so many requests one after the other.
    private static final int MAX_REQUESTS = 12;

    /// People who may log in to hosts.
    private static final int OPERATORS = 40;

    private final World world;
    private final Dice dice;
    private final int[] activeUsers = new int[ACTIVE_USERS];
    private final Distribution entities = Distribution.zipf(ENTITIES, 0.8);
    /// Two a route: the usual way, and the other.
    private final Script[] scripts;

    private final Role edgeIn;
    private final Role edgeOut;
    private final Role appError;
    private final Role sshOpen;
    private final Role sshSession;
    private final Role sshWork;
    private final Role sshClose;
    private final Role sshAttack;
    /// Who logs in loops; by weight.
    private final Role[] loops;

    private final byte[] healthPath = "/healthz".getBytes(StandardCharsets.US_ASCII);

    FlowMaker(World world, Dice dice) {
        this.world = world;
        this.dice = dice;
        for (int i = 0; i < ACTIVE_USERS; i++) {
            activeUsers[i] = world.userRanks.draw(dice);
        }
        scripts = new Script[2 * world.routes.length];
        for (int i = 0; i < scripts.length; i++) {
            scripts[i] = Script.draw(world, dice);
        }
        edgeIn = world.role("edge-in");
        edgeOut = world.role("edge-out");
        appError = world.role("app-error");
        sshOpen = world.role("ssh-open");
        sshSession = world.role("ssh-session");
        sshWork = world.role("ssh-work");
        sshClose = world.role("ssh-close");
        sshAttack = world.role("ssh-attack");
        Role health = world.role("health");
        Role kube = world.role("kube");
        Role queueSystem = world.role("queue-system");
        loops = new Role[] {
            health,
            health,
            health,
            kube,
            kube,
            queueSystem,
            queueSystem,
            appError,
            appError,
            world.role("db-system"),
            world.role("kernel"),
            world.role("systemd"),
            world.role("cron"),
            world.role("batch")
        };
    }

    /// Makes `flow` the next thing that happens.
    void next(Flow flow) {
        flow.step = 0;
        flow.steps = 0;
        flow.stranger = world.peers[world.peerRanks.draw(dice)];
        if (flow.requests > 0) {
            flow.requests--;
            request(flow);
            return;
        }
        chooseUser(flow);
        int kind = dice.nextInt(100);
        if (kind < 16) {
            flow.requests = dice.nextInt(MAX_REQUESTS);
            flow.edge = hostOf(edgeIn);
            request(flow);
        } else if (kind < 22) {
            chooseSubject(flow, dice.nextInt(world.routes.length));
            sshVisit(flow);
        } else if (kind < 26) {
            chooseSubject(flow, dice.nextInt(world.routes.length));
            sshAttack(flow);
        } else {
            chooseSubject(flow, dice.nextInt(64));
            loop(flow);
        }
    }

    private void chooseUser(Flow flow) {
        int place = dice.nextInt(ACTIVE_USERS);
        if (dice.oneIn(CALLS_A_VISIT)) {
            activeUsers[place] = world.userRanks.draw(dice);
        }
        flow.user = activeUsers[place];
        // One in ten calls comes from the user's other address.
        flow.address = 2 * flow.user + (dice.oneIn(10) ? 1 : 0);
        flow.port = 32_768 + dice.nextInt(28_232);
        flow.tenant = (int) ((flow.user * 2_654_435_761L >>> 7) % World.TENANTS);
        flow.agent = world.agentRanks.draw(dice);
        flow.pid = 400 + dice.nextInt(32_000);
    }

    /// @param topic what it is about: decides on the tables, topics and classes that are mentioned
    private void chooseSubject(Flow flow, int topic) {
        flow.traceHigh = dice.nextLong();
        flow.traceLow = dice.nextLong();
        flow.order = dice.nextLong();
        flow.thread = dice.nextInt(world.threads.length);
        // Spread over the numbers, so that ids do not tell how often they come.
        flow.entity = 1_000_000 + entities.draw(dice) * 7_919L % 8_999_993;
        flow.topic = topic;
    }

    private void request(Flow flow) {
        flow.traced = true;
        int route = world.routeRanks.draw(dice);
        chooseSubject(flow, route);
        fillPath(flow, world.routes[route]);
        // What is called decides how, nearly always.
        flow.method = dice.oneIn(20) ? dice.nextInt(Names.METHODS.size()) : route % 5 == 1 ? 1 : 0;
        boolean fails = dice.oneIn(40);
        flow.status = fails ? failedStatus() : goodStatus();

        scripts[2 * route + (dice.oneIn(4) ? 1 : 0)].play(flow, dice);
        if (fails) {
            flow.add(appError.draw(dice), hostOf(appError));
        }
        flow.add(edgeOut.draw(dice), flow.edge);
    }

    private void loop(Flow flow) {
        flow.traced = false;
        flow.method = 0;
        flow.status = 200;
        fillPath(flow, healthPath);
        Role role = loops[dice.nextInt(loops.length)];
        Host host = hostOf(role);
        Template template = role.draw(dice);
        for (int i = dice.nextInt(1 + dice.nextInt(MAX_LOOP)); i >= 0; i--) {
            flow.add(template, host);
        }
    }

    private void sshVisit(Flow flow) {
        flow.traced = false;
        flow.user = dice.nextInt(OPERATORS);
        flow.address = 2 * flow.user;
        Host node = hostOf(sshOpen);
        flow.add(sshOpen.draw(dice), node);
        flow.add(sshSession.draw(dice), node);
        if (dice.oneIn(2)) {
            flow.add(sshWork.draw(dice), hostOf(sshWork));
        }
        flow.add(sshClose.draw(dice), node);
    }

    /// Someone from anywhere who tries names and passwords.
    private void sshAttack(Flow flow) {
        flow.traced = false;
        flow.address = dice.nextInt(world.addresses.length);
        Host node = hostOf(sshAttack);
        for (int i = 1 + dice.nextInt(6); i >= 0; i--) {
            flow.add(sshAttack.draw(dice), node);
        }
    }

    private Host hostOf(Role role) {
        Host[] hosts = world.hostsOf(role, dice);
        return hosts[dice.nextInt(hosts.length)];
    }

    private int goodStatus() {
        int chance = dice.nextInt(100);
        return chance < 84 ? 200 : chance < 89 ? 201 : chance < 92 ? 204 : chance < 97 ? 304 : 404;
    }

    private int failedStatus() {
        int chance = dice.nextInt(10);
        return chance < 4 ? 500 : chance < 6 ? 503 : chance < 8 ? 502 : chance < 9 ? 429 : 400;
    }

    private void fillPath(Flow flow, byte[] route) {
        int length = 0;
        for (byte character : route) {
            if (character != '#') {
                flow.path[length++] = character;
                continue;
            }
            long id = flow.entity;
            for (int i = 6; i >= 0; i--) {
                flow.path[length + i] = (byte) ('0' + id % 10);
                id /= 10;
            }
            length += 7;
        }
        flow.pathLength = length;
    }
}
