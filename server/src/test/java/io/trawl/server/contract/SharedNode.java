package io.trawl.server.contract;

import io.trawl.server.RunningNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/// One node for all contract tests: each class works on indexes of its own, so that none needs a fresh one.
final class SharedNode implements BeforeAllCallback {
    private static final ExtensionContext.Namespace NAMESPACE = ExtensionContext.Namespace.create(SharedNode.class);

    @Override
    public void beforeAll(ExtensionContext context) {
        ContractTest.node = context.getRoot()
                .getStore(NAMESPACE)
                .computeIfAbsent(Running.class, _ -> Running.start(), Running.class)
                .node();
    }

    /// Closed with the last test.
    private record Running(RunningNode node) implements AutoCloseable {
        static Running start() {
            try {
                Path folder = Files.createTempDirectory("contract");
                return new Running(RunningNode.start(Files.createDirectories(folder.resolve("data"))));
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        }

        @Override
        public void close() {
            node.close();
        }
    }
}
