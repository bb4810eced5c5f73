package io.trawl.server;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// The law of docs/architecture.md, as data: which module may use which.
class ArchitectureTest {
    /// Every module may use `common` and `config` besides (`config` itself: `common` only).
    private static final Map<String, Set<String>> MAY_USE = mayUse();

    /// Types of other makers, and the only packages that may name them.
    private static final Map<String, Set<String>> VENDORS = Map.of(
            "software.amazon", Set.of("io.trawl.storage.s3"),
            "org.eclipse.jetty", Set.of("io.trawl.server.http"),
            "picocli", Set.of("io.trawl.server.cli"),
            "me.tongfei", Set.of("io.trawl.server.cli"),
            "io.prometheus", Set.of("io.trawl.server.metrics"),
            "com.github.luben", Set.of("io.trawl.split", "io.trawl.metastore", "io.trawl.server.http"),
            "com.dynatrace", Set.of("io.trawl.cluster", "io.trawl.docmapper", "io.trawl.split"),
            "ch.qos.logback", Set.of("io.trawl.server"));

    private static final JavaClasses PRODUCT = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .withImportOption(location -> !location.contains("-tests.jar") && !location.contains("testkit"))
            .importPackages("io.trawl");

    private static Map<String, Set<String>> mayUse() {
        Map<String, Set<String>> table = new LinkedHashMap<>();
        table.put("common", Set.of());
        table.put("loggen", Set.of());
        table.put("config", Set.of());
        table.put("docmapper", Set.of());
        table.put("query", Set.of("docmapper"));
        table.put("storage", Set.of());
        table.put("split", Set.of("storage", "docmapper"));
        table.put("metastore", Set.of("split", "storage"));
        table.put("cluster", Set.of());
        table.put("ingest", Set.of("metastore", "cluster", "storage", "docmapper"));
        table.put("indexing", Set.of("ingest", "metastore", "split", "storage", "query", "docmapper"));
        table.put("search", Set.of("query", "docmapper", "split", "storage", "metastore", "cluster"));
        table.put("control", Set.of("ingest", "metastore", "storage", "cluster"));
        table.put(
                "server",
                Set.of(
                        "loggen",
                        "docmapper",
                        "query",
                        "storage",
                        "split",
                        "metastore",
                        "cluster",
                        "ingest",
                        "indexing",
                        "search",
                        "control"));
        return table;
    }

    @TestFactory
    List<DynamicTest> arrowsPointDown() {
        List<DynamicTest> tests = new ArrayList<>();
        MAY_USE.forEach((module, uses) -> tests.add(DynamicTest.dynamicTest(module + " uses only what it may", () -> {
            Set<String> allowed = new TreeSet<>(uses);
            allowed.add(module);
            allowed.add("common");
            if (!module.equals("common")) {
                allowed.add("config");
            }
            noClasses()
                    .that()
                    .resideInAPackage("io.trawl." + module + "..")
                    .should()
                    .dependOnClassesThat(DescribedPredicate.describe(
                            "belong to a module that is not below", target -> belongsElsewhere(target, allowed)))
                    .allowEmptyShould(true)
                    .check(PRODUCT);
        })));
        return tests;
    }

    private static boolean belongsElsewhere(JavaClass target, Set<String> allowed) {
        String name = target.getPackageName();
        if (!name.startsWith("io.trawl.")) {
            return false;
        }
        int dot = name.indexOf('.', "io.trawl.".length());
        String module = name.substring("io.trawl.".length(), dot < 0 ? name.length() : dot);
        return !allowed.contains(module);
    }

    @Test
    void everyPackageBelongsToAModuleOfTheTable() {
        Set<String> modules = new TreeSet<>();
        for (JavaClass type : PRODUCT) {
            modules.add(type.getPackageName().split("\\.")[2]);
        }

        assertThat(MAY_USE.keySet()).containsAll(modules);
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching("io.trawl.(**)").should().beFreeOfCycles().check(PRODUCT);
    }

    @TestFactory
    List<DynamicTest> vendorsStayInTheirAdapters() {
        List<DynamicTest> tests = new ArrayList<>();
        VENDORS.forEach((vendor, packages) -> tests.add(DynamicTest.dynamicTest(
                vendor,
                () -> noClasses()
                        .that(DescribedPredicate.describe(
                                "are outside " + packages, type -> !packages.contains(type.getPackageName())))
                        .should()
                        .dependOnClassesThat()
                        .resideInAPackage(vendor + "..")
                        .check(PRODUCT))));
        return tests;
    }

    @Test
    void timeComesFromCommon() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.trawl.common")
                .should()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callMethod(java.time.Instant.class, "now")
                .check(PRODUCT);
    }

    @Test
    void randomnessHasASeed() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.trawl.common")
                .should()
                .callConstructor(java.util.Random.class)
                .orShould()
                .callMethod(Math.class, "random")
                .orShould()
                .callMethod(java.util.concurrent.ThreadLocalRandom.class, "current")
                .check(PRODUCT);
    }

    @Test
    void threadsComeFromCommon() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.trawl.common")
                .should()
                .dependOnClassesThat()
                .areAssignableTo(java.util.concurrent.Executors.class)
                .orShould()
                .callConstructor(Thread.class)
                .orShould()
                .callConstructor(Thread.class, Runnable.class)
                .orShould()
                .callMethod(Thread.class, "ofVirtual")
                .orShould()
                .callMethod(Thread.class, "ofPlatform")
                .orShould()
                .callMethod(Thread.class, "startVirtualThread", Runnable.class)
                .check(PRODUCT);
    }

    @Test
    void theTableOfTheDocumentIsThisTable() throws IOException {
        Path document = Path.of("..", "docs", "architecture.md");
        Matcher row = Pattern.compile("(?m)^\\| `(\\w+)` \\| ([^|]*) \\|").matcher(Files.readString(document));
        Map<String, Set<String>> documented = new TreeMap<>();
        while (row.find()) {
            Set<String> uses = new TreeSet<>();
            Matcher used = Pattern.compile("`(\\w+)`").matcher(row.group(2));
            while (used.find()) {
                uses.add(used.group(1));
            }
            documented.put(row.group(1), uses);
        }

        Map<String, Set<String>> law = new TreeMap<>();
        MAY_USE.forEach((module, uses) -> {
            if (!module.equals("control")) {
                law.put(module, new TreeSet<>(uses));
            }
        });
        assertThat(documented).isEqualTo(law);
    }
}
