package io.trawl.ingest;

import io.trawl.common.ErrorCode;
import io.trawl.common.TrawlException;
import io.trawl.ingest.WalDamage.LostPositions;
import io.trawl.ingest.WalFormat.RecordHeader;
import io.trawl.ingest.WalFormat.SegmentHeader;
import io.trawl.storage.Disk;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads a whole log once, at start: finds every readable record, and what is not readable.
///
/// Nothing is changed on the disk. Damage in a payload costs that record alone, since the header has a
/// checksum of its own and says where the next one is; damage in a header is crossed by looking, byte by
/// byte, for the next header that was written for the very place where it lies. Memory: one segment at a
/// time.
final class WalScanner {
    private final Disk disk;
    private final Path directory;

    private final List<WalSegment> segments = new ArrayList<>();
    /// Segments that do not count, whatever is in them.
    private final List<WalSegment> givenUp = new ArrayList<>();
    private final List<SegmentHeader> headers = new ArrayList<>();
    private final List<Found> found = new ArrayList<>();
    private final List<WalDamage> damages = new ArrayList<>();
    /// Numbers of the damages of which it is known what they hit.
    private final Set<Integer> identified = new HashSet<>();
    private final Map<ShardRef, Trace> traces = new LinkedHashMap<>();
    private final Map<ShardRef, ShardRef> shards = new HashMap<>();
    private final Map<ShardRef, Long> floors = new HashMap<>();
    private long logId;
    private @Nullable Found lastFound;

    /// A readable record and the segment that it is in.
    record Found(WalSegment segment, RecordHeader header) {}

    /// What a log holds.
    ///
    /// @param logId 0 if there is no log
    /// @param lastNumber the highest number that a segment has, 0 if there is none
    /// @param records readable records with documents, oldest first
    /// @param floors positions before which a shard's documents are not wanted
    /// @param openShards the next position of each open shard, if the log was closed in order and is
    ///     whole
    record Contents(
            long logId,
            long lastNumber,
            List<WalSegment> segments,
            List<Found> records,
            List<WalDamage> damages,
            Map<ShardRef, Long> floors,
            Optional<Map<ShardRef, Long>> openShards) {}

    /// How far a shard was seen.
    ///
    /// @param expected the position behind the last one seen
    /// @param damagesBefore number of damages found before its last record
    private record Trace(long expected, int damagesBefore) {}

    WalScanner(Disk disk, Path directory) {
        this.disk = disk;
        this.directory = directory;
    }

    Contents scan() throws IOException {
        openSegments();
        setAsideGivenUp();
        logId = headers.stream()
                .filter(header -> header.logId() != 0)
                .map(SegmentHeader::logId)
                .findFirst()
                .orElse(0L);
        Optional<Map<ShardRef, Long>> openShards = Optional.empty();
        for (int i = 0; i < segments.size(); i++) {
            boolean isLast = i == segments.size() - 1;
            if (i > 0) {
                findMissing(i);
            }
            byte[] bytes = scanSegment(i, isLast);
            if (isLast && damages.isEmpty()) {
                openShards = readClosed(bytes);
            }
        }
        attributeOpenEnds();
        long lastNumber = segments.isEmpty() ? 0 : segments.getLast().number();
        givenUp.addAll(segments);
        return new Contents(logId, lastNumber, givenUp, found, damages, floors, openShards);
    }

    private void openSegments() throws IOException {
        List<Long> numbers = new ArrayList<>();
        for (Disk.Entry entry : disk.list(directory)) {
            long number = WalFormat.numberOf(entry.name());
            if (number > 0) {
                numbers.add(number);
            }
        }
        numbers.sort(Comparator.naturalOrder());
        for (long number : numbers) {
            Path path = directory.resolve(WalFormat.fileName(number));
            WalSegment segment = new WalSegment(number, path, disk.open(path, Disk.OpenMode.READ), 0);
            segments.add(segment);
            byte[] bytes = new byte[WalFormat.SEGMENT_HEADER_BYTES];
            int version = WalFormat.segmentVersion(bytes, segment.readInto(bytes, 0));
            if (version != -1 && version != WalFormat.VERSION) {
                throw new TrawlException(
                        ErrorCode.UNKNOWN_VERSION,
                        "write-ahead log segment `" + path + "` has format version " + version
                                + ", this program reads version " + WalFormat.VERSION + ": use the one that wrote it");
            }
            SegmentHeader header = version == -1 ? null : WalFormat.readSegmentHeader(bytes);
            boolean isOurs = header != null && header.number() == number;
            headers.add(isOurs ? header : new SegmentHeader(0, number, 0, 0));
        }
    }

    /// A new segment whose first write was refused is removed. Where that failed, the next segment names an
    /// older one as the one before it.
    private void setAsideGivenUp() {
        for (int i = segments.size() - 2; i >= 0; i--) {
            SegmentHeader next = headers.get(i + 1);
            boolean isOfAnotherLog = hasHeader(i) && headers.get(i).logId() != next.logId();
            if (hasHeader(i + 1)
                    && !isOfAnotherLog
                    && next.previousNumber() < segments.get(i).number()) {
                givenUp.addFirst(segments.remove(i));
                headers.remove(i);
            }
        }
    }

    private boolean hasHeader(int index) {
        return headers.get(index).logId() != 0;
    }

    /// The segment before `index`, by that segment's header, may be gone.
    private void findMissing(int index) {
        long previous = headers.get(index).previousNumber();
        boolean isThere = segments.get(index - 1).number() == previous;
        if (hasHeader(index) && !isThere && previous != 0) {
            long end = headers.get(index).previousEnd();
            damages.add(new WalDamage(WalFormat.fileName(previous), 0, end, false, List.of()));
        }
    }

    private byte[] scanSegment(int index, boolean isLast) throws IOException {
        WalSegment segment = segments.get(index);
        byte[] bytes = new byte[Math.toIntExact(segment.file().size())];
        int read = segment.readInto(bytes, 0);
        bytes = read == bytes.length ? bytes : Arrays.copyOf(bytes, read);
        int limit = bytes.length;
        boolean nextCounts =
                !isLast && hasHeader(index + 1) && headers.get(index + 1).previousNumber() == segment.number();
        long counted = nextCounts ? headers.get(index + 1).previousEnd() : limit;
        limit = (int) Math.min(counted, limit);
        int damagesBefore = damages.size();
        Found lastBefore = lastFound;
        int end = scanRecords(segment, bytes, hasHeader(index) ? WalFormat.SEGMENT_HEADER_BYTES : 0, limit);
        if (counted > bytes.length) {
            damages.add(new WalDamage(WalFormat.fileName(segment.number()), bytes.length, counted, false, List.of()));
        }
        if (isLast) {
            markTail(damagesBefore, lastFound == lastBefore ? 0 : end);
        }
        segment.advanceTo(isLast ? end : bytes.length);
        return bytes;
    }

    /// @return the offset behind the last readable record
    private int scanRecords(WalSegment segment, byte[] bytes, int start, int limit) {
        int end = Math.min(start, limit);
        int at = start;
        while (at < limit) {
            RecordHeader header = headerAt(bytes, at, limit, segment.number());
            if (header == null) {
                int next = nextHeader(bytes, at + 1, limit, segment.number());
                addDamage(segment, at, next, null);
                at = next;
            } else if (isWhole(bytes, header, limit)) {
                addRecord(new Found(segment, header));
                at = (int) header.end();
                end = at;
            } else {
                int next = (int) Math.min(header.end(), limit);
                addDamage(segment, at, next, header);
                at = next;
            }
        }
        return end;
    }

    private @Nullable RecordHeader headerAt(byte[] bytes, int at, int limit, long segment) {
        RecordHeader header = WalFormat.readRecordHeader(bytes, at, limit, segment);
        if (header == null) {
            return null;
        }
        if (logId == 0) {
            logId = header.logId();
        }
        return header.logId() == logId ? header : null;
    }

    private int nextHeader(byte[] bytes, int from, int limit, long segment) {
        for (int at = from; at < limit; at++) {
            if (bytes[at] == (byte) WalFormat.RECORD_MAGIC && headerAt(bytes, at, limit, segment) != null) {
                return at;
            }
        }
        return limit;
    }

    private static boolean isWhole(byte[] bytes, RecordHeader header, int limit) {
        int payload = (int) header.offset() + header.headerLength();
        return header.end() <= limit && WalFormat.crc(bytes, payload, header.payloadLength()) == header.payloadCrc();
    }

    private void addRecord(Found record) {
        lastFound = record;
        // One object a shard, not a record: there may be millions.
        ShardRef shard = shards.computeIfAbsent(record.header().shard(), ref -> ref);
        RecordHeader header = record.header().withShard(shard);
        if (header.kind() == WalFormat.KIND_TRUNCATED) {
            floors.merge(header.shard(), header.firstPosition(), Math::max);
        }
        if (header.kind() != WalFormat.KIND_DOCUMENTS) {
            return;
        }
        Trace trace = traces.getOrDefault(header.shard(), new Trace(0, 0));
        if (header.firstPosition() > trace.expected()) {
            attribute(header.shard(), trace, header.firstPosition() - 1);
        }
        traces.put(header.shard(), new Trace(header.lastPosition() + 1, damages.size()));
        found.add(new Found(record.segment(), header));
    }

    /// The positions between two records of a shard were in the damage between them. Without damage they
    /// were never used: a write that was refused leaves such a gap.
    private void attribute(ShardRef shard, Trace trace, long last) {
        for (int i = damages.size() - 1; i >= trace.damagesBefore(); i--) {
            if (!identified.contains(i)) {
                addLost(i, new LostPositions(shard, trace.expected(), last));
                return;
            }
        }
    }

    private void addLost(int damage, LostPositions lost) {
        List<LostPositions> all = new ArrayList<>(damages.get(damage).lost());
        all.add(lost);
        damages.set(damage, damages.get(damage).withLost(all));
    }

    private void addDamage(WalSegment segment, int from, int to, @Nullable RecordHeader header) {
        List<LostPositions> lost = new ArrayList<>();
        if (header != null && header.kind() == WalFormat.KIND_DOCUMENTS) {
            lost.add(new LostPositions(header.shard(), header.firstPosition(), header.lastPosition()));
        }
        damages.add(new WalDamage(WalFormat.fileName(segment.number()), from, to, false, lost));
        if (header != null) {
            identified.add(damages.size() - 1);
        }
        if (header != null && header.kind() == WalFormat.KIND_DOCUMENTS) {
            traces.put(header.shard(), new Trace(header.lastPosition() + 1, damages.size()));
        }
    }

    /// Damage in the newest segment behind its last readable record is what an interrupted write leaves.
    private void markTail(int firstDamage, int end) {
        for (int i = firstDamage; i < damages.size(); i++) {
            WalDamage damage = damages.get(i);
            if (damage.from() >= end) {
                damages.set(i, new WalDamage(damage.segment(), damage.from(), damage.to(), true, damage.lost()));
            }
        }
    }

    /// Where nothing says what was hit, it may be the next positions of any shard that was not seen
    /// again.
    private void attributeOpenEnds() {
        for (int i = 0; i < damages.size(); i++) {
            if (identified.contains(i)) {
                continue;
            }
            int damage = i;
            traces.forEach((shard, trace) -> {
                if (trace.damagesBefore() <= damage) {
                    addLost(damage, new LostPositions(shard, trace.expected(), LostPositions.UNKNOWN));
                }
            });
        }
    }

    private Optional<Map<ShardRef, Long>> readClosed(byte[] bytes) {
        Found last = lastFound;
        if (last == null
                || last.header().kind() != WalFormat.KIND_CLOSED
                || last.segment() != segments.getLast()
                || last.header().end() != bytes.length) {
            return Optional.empty();
        }
        RecordHeader header = last.header();
        int start = (int) header.offset() + header.headerLength();
        String text = new String(bytes, start, header.payloadLength(), StandardCharsets.UTF_8);
        return Optional.of(ClosedLog.parse(text));
    }
}
