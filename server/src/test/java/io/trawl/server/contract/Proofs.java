package io.trawl.server.contract;

import io.trawl.testkit.Proves;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.platform.commons.support.ReflectionSupport;

/// What proves each row: tests that say so, and recorded answers mapped to rows in `contract/golden-proofs.txt`.
final class Proofs {
    private final Map<String, Set<String>> tests = new TreeMap<>();
    private final Map<String, Set<String>> answers = new TreeMap<>();

    static Proofs gather() {
        Proofs proofs = new Proofs();
        for (Class<?> test : ReflectionSupport.findAllClassesInPackage("io.trawl.server", _ -> true, _ -> true)) {
            proofs.note(test.getAnnotation(Proves.class), test);
            for (Method method : test.getDeclaredMethods()) {
                proofs.note(method.getAnnotation(Proves.class), test);
            }
        }
        for (List<String> line : DataLines.read("/contract/golden-proofs.txt", 3)) {
            for (String step : line.get(2).split(" ")) {
                proofs.answers
                        .computeIfAbsent(line.get(0), _ -> new TreeSet<>())
                        .add(line.get(1) + ":" + step);
            }
        }
        return proofs;
    }

    private void note(@org.jspecify.annotations.Nullable Proves proves, Class<?> test) {
        if (proves != null) {
            for (String row : proves.value()) {
                tests.computeIfAbsent(row, _ -> new TreeSet<>()).add(test.getSimpleName());
            }
        }
    }

    /// Every row that something claims to prove.
    Set<String> rows() {
        Set<String> rows = new TreeSet<>(tests.keySet());
        rows.addAll(answers.keySet());
        return rows;
    }

    /// Names of test classes.
    Set<String> tests(String row) {
        return tests.getOrDefault(row, Set.of());
    }

    /// Names of recorded answers.
    Set<String> answers(String row) {
        return answers.getOrDefault(row, Set.of());
    }

    /// Names of all recorded answers that prove something.
    Set<String> answers() {
        Set<String> all = new TreeSet<>();
        answers.values().forEach(all::addAll);
        return all;
    }

    boolean prove(String row) {
        return tests.containsKey(row) || answers.containsKey(row);
    }
}
