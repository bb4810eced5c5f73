package io.trawl.loggen;

/// Something that happens: a request through several services, an ssh session, a single event. Used again for the next
/// one when it is over.
final class Flow {
    static final int MAX_STEPS = 80;

    /// The lines that are still to come, from `step` on, and who logs them.
    final Template[] templates = new Template[MAX_STEPS];

    final Host[] hosts = new Host[MAX_STEPS];
    /// Some other host, for those who are alone.
    Host stranger;

    int step;
    int steps;

    Flow(Host stranger) {
        this.stranger = stranger;
        edge = stranger;
    }

    /// Requests that the same client will still make.
    int requests;

    Host edge;
    boolean traced;
    long traceHigh;
    long traceLow;
    int user;
    /// Index among the addresses.
    int address;
    int port;
    int tenant;
    int agent;
    long order;
    int method;
    int status;
    int pid;
    int thread;
    /// What kind of thing: decides on tables, classes and the like.
    int topic;
    /// What it is about: a product, an order.
    long entity;
    final byte[] path = new byte[64];
    int pathLength;

    /// Whom the host of the line last begun talks to: the next one that has something to say, else the one before.
    Host peer() {
        Host speaker = hosts[step - 1];
        for (int i = step; i < steps; i++) {
            if (hosts[i] != speaker) {
                return hosts[i];
            }
        }
        for (int i = step - 2; i >= 0; i--) {
            if (hosts[i] != speaker) {
                return hosts[i];
            }
        }
        return stranger;
    }

    boolean isOver() {
        return step == steps;
    }

    void add(Template template, Host host) {
        templates[steps] = template;
        hosts[steps] = host;
        steps++;
    }
}
