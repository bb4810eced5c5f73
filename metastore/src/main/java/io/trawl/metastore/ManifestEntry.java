package io.trawl.metastore;

import io.trawl.common.TrawlException;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MappingIterator;

/// One entry of the log: the operations of one commit.
///
/// @param number its place in the log, from 1
/// @param commitId a ULID that no other attempt at any entry has
/// @param previousCommitId that of the entry before it; empty text for the first. Ties the log together: an entry
///     that does not follow what a reader has is not of the same log
/// @param timestamp when it was written by its writer's clock, in seconds since 1970; what its operations date with
record ManifestEntry(
        long number, String commitId, String previousCommitId, long timestamp, List<ManifestOperation> operations) {
    ManifestEntry {
        operations = List.copyOf(operations);
    }

    /// @param operationLines each operation as JSON
    static byte[] encode(
            long number, String commitId, String previousCommitId, long timestamp, List<byte[]> operationLines) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (byte[] line : operationLines) {
            body.writeBytes(line);
            body.write('\n');
        }
        return ManifestFrame.pack(
                ManifestFrame.header(ManifestFrame.Format.ENTRY)
                        .put("number", number)
                        .put("commit", commitId)
                        .put("previous", previousCommitId)
                        .put("timestamp", timestamp)
                        .put("operations", operationLines.size()),
                body.toByteArray());
    }

    /// @param name of the object, for messages
    static ManifestEntry decode(byte[] packed, String name) {
        ManifestFrame.Opened opened = ManifestFrame.open(ManifestFrame.Format.ENTRY, packed, name);
        List<ManifestOperation> operations = new ArrayList<>();
        try (MappingIterator<JsonNode> lines =
                ManifestFrame.JSON.readerFor(JsonNode.class).readValues(opened.lines())) {
            while (lines.hasNextValue()) {
                operations.add(ManifestOperationJson.fromJson(lines.nextValue(), name));
            }
        } catch (JacksonException failure) {
            throw ManifestFrame.damaged(name, "its body is not JSON lines");
        }
        if (operations.size() != opened.number("operations")) {
            throw ManifestFrame.damaged(
                    name, "it has " + operations.size() + " operations of " + opened.number("operations"));
        }
        return new ManifestEntry(
                opened.number("number"),
                opened.text("commit"),
                opened.text("previous"),
                opened.number("timestamp"),
                operations);
    }

    /// The commit id of a packed entry, without reading its operations.
    static String commitIdOf(byte[] packed, String name) {
        return ManifestFrame.open(ManifestFrame.Format.ENTRY, packed, name).text("commit");
    }

    /// The state after this entry.
    ///
    /// @throws TrawlException CORRUPTED if it does not follow `state`
    ManifestState applyTo(ManifestState state, String name) {
        if (number != state.number() + 1
                || !previousCommitId.equals(state.commits().lastCommitId())) {
            throw ManifestFrame.damaged(
                    name,
                    "it says to be entry " + number + " after commit `" + previousCommitId
                            + "`, and is read after entry " + state.number() + " of commit `"
                            + state.commits().lastCommitId() + "`");
        }
        ManifestState applied = state;
        for (ManifestOperation operation : operations) {
            try {
                applied = ManifestOperations.apply(applied, operation, timestamp);
            } catch (TrawlException refused) {
                throw ManifestFrame.damaged(
                        name, "an operation in it cannot be applied: " + TrawlException.describe(refused));
            }
        }
        return applied.committed(commitId);
    }
}
