package io.trawl.loggen;

import java.nio.charset.StandardCharsets;

/// Fills the slots of a template and writes the attributes, so that both tell the same: a duration in the text is the
/// one in `latency_ms`.
final class LineFiller {
    private static final byte[] LATENCY = ascii("\"latency_ms\":");
    private static final byte[] STATUS = ascii("\"status\":");
    private static final byte[] METHOD = ascii(",\"method\":\"");
    private static final byte[] PATH = ascii("\",\"path\":\"");
    private static final byte[] REGION = ascii("\"region\":\"");
    private static final byte[] VERSION = ascii("\"version\":\"");
    private static final byte[] ORDER = ascii("ord-");
    private static final byte[] CONTAINER = ascii("docker-");

    /// All hosts have been up for eleven days when the logs begin.
    private static final long UPTIME_MICROS = 958_237_000_000L;

    private final World world;
    private final Dice dice;
    private final LineWriter out;
    private final byte[][] methods = TemplateReader.json(Names.METHODS.toArray(String[]::new));
    /// The next offset of each partition of each topic.
    private final long[] offsets;

    private Flow flow;
    private Host host;
    private long elapsedMicros;
    private int latencyMillis;
    private int bytes;
    private Host peer;
    private int topic;
    private int partition;

    LineFiller(World world, Dice dice, LineWriter out) {
        this.world = world;
        this.dice = dice;
        this.out = out;
        host = world.peers[0];
        peer = host;
        flow = new Flow(host);
        offsets = new long[world.topics.length * World.PARTITIONS];
        for (int i = 0; i < offsets.length; i++) {
            offsets[i] = 1_000_000 + dice.nextInt(900_000_000);
        }
    }

    /// Draws what a line tells in more than one place.
    ///
    /// @param newElapsedMicros time since the logs began
    void startLine(Flow newFlow, Host newHost, long newElapsedMicros) {
        elapsedMicros = newElapsedMicros;
        flow = newFlow;
        host = newHost;
        latencyMillis = world.latencies.draw(dice);
        bytes = world.sizes.draw(dice);
        peer = flow.peer();
        topic = flow.topic % world.topics.length;
        partition = dice.nextInt(World.PARTITIONS);
    }

    void fill(Template template) {
        byte[][] parts = template.parts;
        TemplateSlot[] slots = template.slots;
        for (int i = 0; i < slots.length; i++) {
            out.raw(parts[i]);
            fill(slots[i]);
        }
        out.raw(parts[slots.length]);
    }

    void attributes(Template template) {
        boolean comma = false;
        if (template.hasLatency) {
            out.raw(LATENCY);
            out.number(latencyMillis);
            comma = true;
        }
        if (template.hasHttp) {
            separate(comma);
            out.raw(STATUS);
            out.number(flow.status);
            out.raw(METHOD);
            out.raw(methods[flow.method]);
            out.raw(PATH);
            out.raw(flow.path, flow.pathLength);
            out.raw('"');
            comma = true;
        }
        if (template.hasRegion) {
            separate(comma);
            out.raw(REGION);
            out.raw(host.region());
            out.raw('"');
            comma = true;
        }
        if (template.hasVersion) {
            separate(comma);
            out.raw(VERSION);
            out.raw(host.version());
            out.raw('"');
        }
    }

    private void separate(boolean comma) {
        if (comma) {
            out.raw(',');
        }
    }

    private void fill(TemplateSlot slot) {
        switch (slot) {
            case USER -> out.raw(world.users[flow.user]);
            case UID -> out.number(1_000 + flow.user);
            case IP -> out.raw(world.addresses[flow.address]);
            case PORT -> out.number(flow.port);
            case TENANT -> out.number(1 + flow.tenant);
            case REQ -> out.hex(flow.traceLow, 16);
            case ID -> out.number(flow.entity);
            case ORDER -> order();
            case SESSION -> out.hex(hash(flow.user), 16);
            case METHOD -> out.raw(methods[flow.method]);
            case PATH -> out.raw(flow.path, flow.pathLength);
            case STATUS -> out.number(flow.status);
            case AGENT -> out.raw(world.agents[flow.agent]);
            case FP -> fingerprint();
            case MS -> out.number(latencyMillis);
            case SEC -> out.fixed(latencyMillis, 3);
            case BYTES -> out.number(bytes);
            case N -> out.number(1 + world.smallRanks.draw(dice));
            case BIG -> out.number(big());
            case PCT -> out.number(dice.nextInt(100));
            case MB -> out.number(64 + dice.nextInt(3_900));
            case PID -> out.number(flow.pid);
            case PEER -> out.raw(peer.name());
            case PEERIP -> out.raw(peer.address());
            case CONTAINER -> container();
            case VERSION -> out.raw(peer.version());
            case TABLE -> out.raw(mentioned(world.tables));
            case TOPIC -> out.raw(world.topics[topic]);
            case PART -> out.number(partition);
            case OFFSET -> out.number(nextOffset());
            case GROUP -> out.raw(mentioned(world.groups));
            case SKU -> out.raw(world.skus[world.skuRanks.draw(dice)]);
            case AMOUNT -> out.fixed(world.prices.draw(dice), 2);
            case CITY -> out.raw(world.cities[dice.nextInt(world.cities.length)]);
            case WORDS -> words();
            case CLS -> out.raw(mentioned(world.classes));
            case THREAD -> out.raw(world.threads[flow.thread]);
            case FLAG -> out.raw(mentioned(world.flags));
            case EXC -> out.raw(mentioned(world.exceptions));
            case STACK -> out.raw(mentioned(world.stacks));
            case JOB -> out.raw(mentioned(world.jobs));
            case DEV -> out.raw(mentioned(world.devices));
            case UPTIME -> out.fixed(UPTIME_MICROS + elapsedMicros, 6);
            case ETAG -> out.hex(dice.nextLong(), 8);
        }
    }

    /// The same for all flows of a topic: what the code has to do with.
    private byte[] mentioned(byte[][] names) {
        return names[flow.topic % names.length];
    }

    private void order() {
        out.raw(ORDER);
        out.letters(flow.order, 8);
    }

    private void container() {
        out.raw(CONTAINER);
        out.raw(peer.container());
    }

    private void fingerprint() {
        long seed = hash(flow.user);
        for (int i = 0; i < 4; i++) {
            seed = hash(seed);
            out.letters(seed, 10);
        }
        out.letters(hash(seed), 3);
    }

    private void words() {
        int count = 1 + dice.nextInt(3);
        for (int i = 0; i < count; i++) {
            if (i > 0) {
                out.raw(' ');
            }
            out.raw(world.words[world.wordRanks.draw(dice)]);
        }
    }

    /// Between 100 and 10 million, each order of magnitude as often as the others.
    private long big() {
        long unit = 100;
        for (int i = dice.nextInt(5); i > 0; i--) {
            unit *= 10;
        }
        return unit + dice.nextInt((int) (9 * unit));
    }

    private long nextOffset() {
        int index = topic * World.PARTITIONS + partition;
        offsets[index] += 1 + world.smallRanks.draw(dice);
        return offsets[index];
    }

    private static long hash(long value) {
        long mixed = (value + 0x9E3779B97F4A7C15L) * 0xBF58476D1CE4E5B9L;
        return mixed ^ (mixed >>> 31);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
