package io.trawl.storage;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// What a [ForgetfulDisk] knows of a file, whatever its names: the bytes that processes see, the bytes that a crash
/// cannot take, and the changes between the two. Guarded by the disk.
final class ForgetfulFile implements ForgetfulNode {
    /// Disks write sectors whole; which of them is up to the disk.
    private static final int SECTOR_BYTES = 512;

    private final ForgetfulBytes seen;
    private final ForgetfulBytes forced;
    private final List<Change> pending = new ArrayList<>();
    private long lastModifiedMillis;

    ForgetfulFile() {
        this(new ForgetfulBytes());
    }

    private ForgetfulFile(ForgetfulBytes content) {
        seen = content;
        forced = content.copy();
    }

    private sealed interface Change {
        record Write(int position, byte[] bytes) implements Change {}

        record Truncate(int size) implements Change {}
    }

    ForgetfulBytes seen() {
        return seen;
    }

    long lastModifiedMillis() {
        return lastModifiedMillis;
    }

    void write(int position, byte[] bytes, long nowMillis) {
        seen.write(position, bytes, 0, bytes.length);
        pending.add(new Change.Write(position, bytes));
        lastModifiedMillis = nowMillis;
    }

    void truncate(int size, long nowMillis) {
        seen.truncate(size);
        pending.add(new Change.Truncate(size));
        lastModifiedMillis = nowMillis;
    }

    void force() {
        for (Change change : pending) {
            apply(change, forced);
        }
        pending.clear();
    }

    /// As operating systems do when writing back fails: what was to be written counts as written and never is.
    void loseUnforced() {
        pending.clear();
    }

    /// The file after a crash, with nothing but what was forced.
    ForgetfulFile survivor() {
        ForgetfulFile survivor = new ForgetfulFile(forced.copy());
        survivor.lastModifiedMillis = lastModifiedMillis;
        return survivor;
    }

    /// The file after a crash in which the disk had written back anything between nothing and all, torn or whole.
    ForgetfulFile survivor(Random random) {
        ForgetfulBytes content = forced.copy();
        boolean inOrder = random.nextBoolean();
        int complete = pending.isEmpty() ? 0 : random.nextInt(pending.size() + 1);
        for (int i = 0; i < pending.size(); i++) {
            boolean isWhole = inOrder ? i < complete : random.nextInt(3) == 0;
            boolean isTorn = inOrder ? i == complete : random.nextBoolean();
            if (isWhole) {
                apply(pending.get(i), content);
            } else if (isTorn) {
                tear(pending.get(i), content, random);
            }
        }
        ForgetfulFile survivor = new ForgetfulFile(content);
        survivor.lastModifiedMillis = lastModifiedMillis;
        return survivor;
    }

    private static void apply(Change change, ForgetfulBytes content) {
        switch (change) {
            case Change.Write(int position, byte[] bytes) -> content.write(position, bytes, 0, bytes.length);
            case Change.Truncate(int size) -> content.truncate(size);
        }
    }

    private static void tear(Change change, ForgetfulBytes content, Random random) {
        switch (change) {
            case Change.Write(int position, byte[] bytes) -> {
                if (random.nextBoolean()) {
                    content.write(position, bytes, 0, random.nextInt(bytes.length + 1));
                    return;
                }
                for (int from = 0; from < bytes.length; from += SECTOR_BYTES) {
                    if (random.nextBoolean()) {
                        content.write(position + from, bytes, from, Math.min(bytes.length, from + SECTOR_BYTES));
                    }
                }
            }
            case Change.Truncate(int size) -> {
                if (random.nextBoolean()) {
                    content.truncate(size);
                }
            }
        }
    }
}
