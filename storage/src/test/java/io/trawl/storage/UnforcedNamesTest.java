package io.trawl.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trawl.common.ByteRange;
import io.trawl.common.RequestContext;
import io.trawl.common.TrawlException;
import io.trawl.config.StorageUri;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What was read is there after a crash: who reads an entry of the metastore's log deletes what it stands for.
class UnforcedNamesTest {
    private static final StorageUri ROOT = StorageUri.parse("file:///srv/data/root");
    private static final StorageKey KEY = StorageKey.of("log/1");

    private final RequestContext context = RequestContext.background("unforced");

    /// The ways to see an object.
    enum Look {
        READ_ALL {
            @Override
            void at(Storage storage, RequestContext context) {
                storage.readAll(KEY, context);
            }
        },
        READ {
            @Override
            void at(Storage storage, RequestContext context) {
                storage.read(KEY, new ByteRange(0, 2), context);
            }
        },
        READ_MANY {
            @Override
            void at(Storage storage, RequestContext context) {
                storage.readMany(List.of(new StorageRead(KEY, new ByteRange(0, 2))), context);
            }
        },
        SIZE {
            @Override
            void at(Storage storage, RequestContext context) {
                storage.size(KEY, context);
            }
        },
        PUT_IF_ABSENT {
            @Override
            void at(Storage storage, RequestContext context) {
                storage.putIfAbsent(KEY, Payload.ofUtf8("other"), context);
            }
        };

        abstract void at(Storage storage, RequestContext context);
    }

    @ParameterizedTest
    @EnumSource(Look.class)
    void anObjectThatWasSeenBeforeItsPutReturnedSurvives(Look look) {
        ForgetfulDisk disk = new ForgetfulDisk().withDirectory(ROOT.localPath());
        OvertakenDisk overtaken = new OvertakenDisk(disk);
        LocalStorage storage = new LocalStorage(ROOT, overtaken);
        storage.put(StorageKey.of("log/0"), Payload.ofUtf8("before"), context);
        overtaken.beforeForce = () -> {
            look.at(storage, context);
            disk.crash();
        };

        assertThatThrownBy(() -> storage.putIfAbsent(KEY, Payload.ofUtf8("entry"), context))
                .isInstanceOf(TrawlException.class);

        assertThat(text(new LocalStorage(ROOT, disk.afterCrash()))).isEqualTo("entry");
    }

    @Test
    void anObjectThatWasReadWhileItWasReplacedIsReplaced() {
        ForgetfulDisk disk = new ForgetfulDisk().withDirectory(ROOT.localPath());
        OvertakenDisk overtaken = new OvertakenDisk(disk);
        LocalStorage storage = new LocalStorage(ROOT, overtaken);
        storage.put(KEY, Payload.ofUtf8("first"), context);
        overtaken.beforeForce = () -> {
            assertThat(text(storage)).isEqualTo("second");
            disk.crash();
        };

        assertThatThrownBy(() -> storage.put(KEY, Payload.ofUtf8("second"), context))
                .isInstanceOf(TrawlException.class);

        assertThat(text(new LocalStorage(ROOT, disk.afterCrash()))).isEqualTo("second");
    }

    @Test
    void anObjectWhosePutFailedIsForcedByWhoeverReadsIt() {
        ForgetfulDisk disk = new ForgetfulDisk().withDirectory(ROOT.localPath());
        OvertakenDisk failing = new OvertakenDisk(disk);
        LocalStorage storage = new LocalStorage(ROOT, failing);
        storage.put(StorageKey.of("log/0"), Payload.ofUtf8("before"), context);
        failing.beforeForce = () -> {
            throw new IOException("Input/output error");
        };
        assertThatThrownBy(() -> storage.putIfAbsent(KEY, Payload.ofUtf8("entry"), context))
                .hasMessageContaining("Input/output error");

        assertThat(text(storage)).isEqualTo("entry");

        assertThat(text(new LocalStorage(ROOT, disk.afterCrash()))).isEqualTo("entry");
    }

    private String text(Storage storage) {
        return new String(storage.readAll(KEY, context), StandardCharsets.UTF_8);
    }

    private interface Interruption {
        void run() throws IOException;
    }

    /// Lets something happen once, right before the next folder is forced.
    private static final class OvertakenDisk implements Disk {
        private final Disk delegate;
        private Interruption beforeForce = () -> {};

        OvertakenDisk(Disk delegate) {
            this.delegate = delegate;
        }

        @Override
        public void forceDirectory(Path directory) throws IOException {
            Interruption once = beforeForce;
            beforeForce = () -> {};
            once.run();
            delegate.forceDirectory(directory);
        }

        @Override
        public DiskFile open(Path file, OpenMode mode) throws IOException {
            return delegate.open(file, mode);
        }

        @Override
        public boolean exists(Path path) throws IOException {
            return delegate.exists(path);
        }

        @Override
        public Entry stat(Path path) throws IOException {
            return delegate.stat(path);
        }

        @Override
        public void createDirectory(Path directory) throws IOException {
            delegate.createDirectory(directory);
        }

        @Override
        public void rename(Path from, Path to) throws IOException {
            delegate.rename(from, to);
        }

        @Override
        public boolean linkIfAbsent(Path existing, Path link) throws IOException {
            return delegate.linkIfAbsent(existing, link);
        }

        @Override
        public boolean deleteIfExists(Path path) throws IOException {
            return delegate.deleteIfExists(path);
        }

        @Override
        public List<Entry> list(Path directory) throws IOException {
            return delegate.list(directory);
        }
    }
}
