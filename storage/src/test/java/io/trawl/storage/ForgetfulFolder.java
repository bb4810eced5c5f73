package io.trawl.storage;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What a [ForgetfulDisk] knows of a folder: the names that processes see, the names that a crash cannot take, and the
/// changes between the two. Guarded by the disk.
final class ForgetfulFolder implements ForgetfulNode {
    private final Map<String, ForgetfulNode> seen = new TreeMap<>();
    private final Map<String, ForgetfulNode> forced = new TreeMap<>();
    /// A change happens whole or not at all, as a file system's journal makes it.
    private final List<Map<String, Optional<ForgetfulNode>>> pending = new ArrayList<>();

    Map<String, ForgetfulNode> entries() {
        return seen;
    }

    @Nullable
    ForgetfulNode find(String name) {
        return seen.get(name);
    }

    void add(String name, ForgetfulNode node) {
        change(Map.of(name, Optional.of(node)));
    }

    void remove(String name) {
        change(Map.of(name, Optional.empty()));
    }

    void rename(String from, String to, ForgetfulNode node) {
        change(Map.of(from, Optional.empty(), to, Optional.of(node)));
    }

    void force() {
        forced.clear();
        forced.putAll(seen);
        pending.clear();
    }

    /// The folder after a crash, and all that can be reached from it.
    ///
    /// @param random decides what survives besides that which was forced; null: nothing
    ForgetfulFolder survivor(@Nullable Random random, Map<ForgetfulNode, ForgetfulNode> survivors) {
        ForgetfulFolder survivor = new ForgetfulFolder();
        Map<String, ForgetfulNode> names = new TreeMap<>(forced);
        if (random != null) {
            boolean inOrder = random.nextBoolean();
            int complete = random.nextInt(pending.size() + 1);
            for (int i = 0; i < pending.size(); i++) {
                if (inOrder ? i < complete : random.nextBoolean()) {
                    apply(pending.get(i), names);
                }
            }
        }
        for (Map.Entry<String, ForgetfulNode> name : names.entrySet()) {
            ForgetfulNode node = survivors.get(name.getValue());
            if (node == null) {
                node = switch (name.getValue()) {
                    case ForgetfulFile file -> random == null ? file.survivor() : file.survivor(random);
                    case ForgetfulFolder folder -> folder.survivor(random, survivors);
                };
                survivors.put(name.getValue(), node);
            }
            survivor.add(name.getKey(), node);
        }
        survivor.force();
        return survivor;
    }

    /// Keeps files that have several names one file.
    static Map<ForgetfulNode, ForgetfulNode> newSurvivors() {
        return new IdentityHashMap<>();
    }

    private void change(Map<String, Optional<ForgetfulNode>> change) {
        pending.add(change);
        apply(change, seen);
    }

    private static void apply(Map<String, Optional<ForgetfulNode>> change, Map<String, ForgetfulNode> names) {
        change.forEach((name, node) -> {
            if (node.isPresent()) {
                names.put(name, node.get());
            } else {
                names.remove(name);
            }
        });
    }
}
